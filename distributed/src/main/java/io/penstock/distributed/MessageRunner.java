package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Concurrency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Runs the messages that came out of a queue through their step, and says which of them are not to be deleted.
///
/// A step that fails is a failure of our own: what receivers do is an outcome, and no exception. So the same message is
/// sent again with a pause, which grows with each time, and the one that came out is deleted: an outage of hours takes
/// none past the number of times that a queue hands out a message. Past [#MAX_HOPS] it is left to the queue, which gives
/// it up in the end. Messages of a FIFO queue have an order, and no pauses of their own: they stay in it, and so does all
/// of their group that comes behind.
///
/// Safe for use by many threads, if the step is.
public final class MessageRunner {
    /// How often a message is sent again: for about a day.
    public static final int MAX_HOPS = 100;

    /// The first pause; each is twice the one before, up to [MessageQueue#MAX_DELAY].
    static final Duration FIRST_PAUSE = Duration.ofSeconds(30);

    /// The longest pause of a message that stays where it is: SQS keeps one from view for twelve hours at most.
    static final Duration MAX_PAUSE = Duration.ofHours(6);

    /// After how long someone else may see a message that was not begun, or that nobody can read.
    static final Duration GIVEN_BACK = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(MessageRunner.class);

    private final Consumer<String> step;
    private final MessageQueue queue;
    private final Concurrency concurrency;
    private final Duration needed;

    /// @param step what is to be done about the body of a message, such as [Planner#plan]; which event it is about it may leave
    ///     to the lines of the log, until the message is done with
    /// @param queue where a message goes that is sent again: the one that it came out of, if that is no FIFO queue
    /// @param concurrency for what has no order
    /// @param needed how much time there must be left for a step to begin: as long as one may take
    public MessageRunner(Consumer<String> step, MessageQueue queue, Concurrency concurrency, Duration needed) {
        this.step = requireNonNull(step, "step is null");
        this.queue = requireNonNull(queue, "queue is null");
        this.concurrency = requireNonNull(concurrency, "concurrency is null");
        this.needed = requireNonNull(needed, "needed is null");
    }

    /// A message as it came out of a queue.
    ///
    /// @param id what the queue calls it; another one for each message of a batch
    /// @param body its text
    /// @param group within which it has its order; null if it came out of a queue that has none
    /// @param receives how often it came out, this time too
    public record Received(String id, String body, @Nullable String group, int receives) {
        public Received {
            requireNonNull(id, "id is null");
            requireNonNull(body, "body is null");
        }
    }

    /// A message that is not to be deleted.
    ///
    /// @param id what the queue calls it
    /// @param visibleIn after how long it may come out again
    public record Kept(String id, Duration visibleIn) {
        public Kept {
            requireNonNull(id, "id is null");
            requireNonNull(visibleIn, "visibleIn is null");
        }

        /// A message that was not begun.
        public static Kept givenBack(String id) {
            return new Kept(id, GIVEN_BACK);
        }

        /// A message that cannot be sent again, because somebody else wrote it, and that failed: with a pause that grows
        /// with each time, so that ten times last for hours.
        ///
        /// @param receives how often it came out, this time too
        public static Kept failed(String id, int receives) {
            return new Kept(id, pause(receives - 1, MAX_PAUSE));
        }
    }

    /// Runs `batch`: what has no order side by side, each group in its order.
    ///
    /// @param remaining how much time is left
    /// @return what is not to be deleted, in the order of the batch; the rest is done, or sent again
    public List<Kept> run(List<Received> batch, Supplier<Duration> remaining) {
        var results = new Results();
        concurrency.run(rows(batch).stream()
                .<Runnable>map(row -> () -> run(row, remaining, results))
                .toList());
        return results.kept(batch);
    }

    /// What is to be done one after the other.
    private static List<List<Received>> rows(List<Received> batch) {
        var rows = new ArrayList<List<Received>>();
        var groups = new LinkedHashMap<String, List<Received>>();
        for (var message : batch) {
            if (message.group() == null) {
                rows.add(List.of(message));
            } else {
                groups.computeIfAbsent(message.group(), _ -> new ArrayList<>()).add(message);
            }
        }
        rows.addAll(groups.values());
        return rows;
    }

    private void run(List<Received> row, Supplier<Duration> remaining, Results results) {
        for (int i = 0; i < row.size(); i++) {
            var pause = run(row.get(i), remaining);
            if (pause.isPresent()) {
                row.subList(i, row.size()).forEach(left -> results.keep(left, pause.get()));
                return;
            }
            results.done(row.get(i));
        }
    }

    /// @return after how long `message` may come out again; empty if it may be deleted
    private Optional<Duration> run(Received message, Supplier<Duration> remaining) {
        if (remaining.get().compareTo(needed) < 0) {
            return Optional.of(GIVEN_BACK);
        }
        try {
            step.accept(message.body());
            return Optional.empty();
        } catch (UnreadableMessageException e) {
            LOG.error("Message {} cannot be read", message.id(), e);
            return Optional.of(GIVEN_BACK);
        } catch (RuntimeException e) {
            return again(queue, message, e);
        } finally {
            MDC.remove(Planner.EVENT);
        }
    }

    /// Sends `message` to `queue` again, because its step failed, if it may leave its place.
    ///
    /// @return after how long `message` itself may come out again; empty if it may be deleted
    static Optional<Duration> again(MessageQueue queue, Received message, RuntimeException failure) {
        var stays = Optional.of(pause(message.receives() - 1));
        if (message.group() != null) {
            LOG.error("Message {} holds up its group: its step failed", message.id(), failure);
            return stays;
        }
        try {
            var again = Envelopes.again(message.body());
            if (again.hops() > MAX_HOPS) {
                LOG.error("Message {} is left to its queue: its step failed {} times", message.id(), MAX_HOPS, failure);
                return stays;
            }
            var pause = pause(again.hops() - 1);
            if (!queue.send(List.of(new MessageQueue.Message(again.body(), again.group(), pause)))
                    .isEmpty()) {
                LOG.error("Message {} stays, and cannot be sent again: its step failed", message.id(), failure);
                return stays;
            }
            LOG.error("Message {} is sent again in {}: its step failed", message.id(), pause, failure);
            return Optional.empty();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            LOG.error("Message {} stays, and cannot be sent again: its step failed", message.id(), failure);
            return stays;
        }
    }

    private static Duration pause(int before) {
        return pause(before, MessageQueue.MAX_DELAY);
    }

    /// @param before how many there were before
    /// @param max the longest one
    private static Duration pause(int before, Duration max) {
        var pause = FIRST_PAUSE;
        for (int i = 0; i < before && pause.compareTo(max) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(max) < 0 ? pause : max;
    }

    /// What became of each message. One of which nothing is known, because what ran it died or is still at it, is kept.
    private static final class Results {
        private final Map<String, Optional<Duration>> known = new HashMap<>();

        synchronized void done(Received message) {
            known.put(message.id(), Optional.empty());
        }

        synchronized void keep(Received message, Duration visibleIn) {
            known.put(message.id(), Optional.of(visibleIn));
        }

        synchronized List<Kept> kept(List<Received> batch) {
            return batch.stream()
                    .flatMap(message -> known
                            .getOrDefault(message.id(), Optional.of(FIRST_PAUSE))
                            .map(visibleIn -> new Kept(message.id(), visibleIn))
                            .stream())
                    .toList();
        }
    }
}
