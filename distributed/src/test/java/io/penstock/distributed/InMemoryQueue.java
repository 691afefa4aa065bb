package io.penstock.distributed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A queue in memory, with the end where messages come out: a message that was received and neither deleted nor given
/// back
/// comes out again. Safe for use by many threads.
public final class InMemoryQueue implements MessageQueue {
    /// A message that is held for whoever received it.
    ///
    /// @param number of the message: the same each time that it is received
    /// @param body its text
    public record Received(long number, String body) {}

    private record Held(Message message, Instant visibleAt) {}

    private final InstantSource clock;
    private final Map<Long, Held> messages = new LinkedHashMap<>();
    private long sent;

    /// @param clock for delays
    public InMemoryQueue(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized List<Integer> send(List<Message> sending) {
        for (var message : sending) {
            if (message.body().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
                throw new IllegalArgumentException("a message is larger than it may be");
            }
            messages.put(++sent, new Held(message, clock.instant().plus(message.delay())));
        }
        return List.of();
    }

    /// Those that have come out by now, by their numbers.
    public synchronized List<Long> visible() {
        var now = clock.instant();
        return messages.entrySet().stream()
                .filter(message -> !message.getValue().visibleAt().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// One of those, which is held back from others for `hold`; empty if it is not among them any more.
    public synchronized Optional<Received> receive(long number, Duration hold) {
        var held = messages.get(number);
        if (held == null || held.visibleAt().isAfter(clock.instant())) {
            return Optional.empty();
        }
        hold(number, hold);
        return Optional.of(new Received(number, held.message().body()));
    }

    /// Up to `limit` of those that have come out by now, which are held back from others for `hold`.
    public synchronized List<Received> receive(int limit, Duration hold) {
        return visible().stream()
                .limit(limit)
                .flatMap(number -> receive(number, hold).stream())
                .toList();
    }

    private void hold(long number, Duration hold) {
        messages.computeIfPresent(
                number, (_, held) -> new Held(held.message(), clock.instant().plus(hold)));
    }

    /// What was received has had its effect.
    public synchronized void delete(long number) {
        messages.remove(number);
    }

    /// What was received comes out again at once.
    public synchronized void giveBack(long number) {
        hold(number, Duration.ZERO);
    }

    /// What was received comes out again after `pause`.
    public synchronized void giveBack(long number, Duration pause) {
        hold(number, pause);
    }

    /// How many messages there are, those that are delayed or held too.
    public synchronized int size() {
        return messages.size();
    }

    /// When the next message comes out, be it delayed or held.
    public synchronized Optional<Instant> nextVisible() {
        return messages.values().stream().map(Held::visibleAt).min(Comparator.naturalOrder());
    }
}
