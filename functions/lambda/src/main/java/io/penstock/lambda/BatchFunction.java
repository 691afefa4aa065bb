package io.penstock.lambda;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import io.penstock.distributed.MessageRunner.Kept;
import io.penstock.distributed.MessageRunner.Received;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A function that is handed batches of messages. What is not done comes again, as soon as whoever ran it says, rather than
/// when its queue's own time is over.
public final class BatchFunction {
    private final Invocation invocation;
    private final Visibility visibility;

    public BatchFunction(Invocation invocation, Visibility visibility) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.visibility = requireNonNull(visibility, "visibility is null");
    }

    /// Runs a batch.
    @FunctionalInterface
    public interface Runner {
        /// Runs `batch`.
        ///
        /// @param queue ARN of the queue that it came out of
        /// @param remaining how much time is left
        /// @return what is not to be deleted
        List<Kept> run(String queue, List<Received> batch, Supplier<Duration> remaining);
    }

    /// Has `runner` run the batch that is read from `in`, and writes to `out` which messages are to come again.
    ///
    /// @throws IllegalArgumentException if there is no batch
    public void handle(InputStream in, OutputStream out, Context context, Runner runner) throws IOException {
        handle(
                in,
                out,
                context,
                batch -> runner.run(
                        batch.getFirst().queue(),
                        batch.stream().map(BatchFunction::received).toList(),
                        invocation::remaining));
    }

    /// Has `runner` handle the messages that are read from `in`, with all that is said of them, and writes to `out` which of
    /// them are to come again: those that it answers.
    ///
    /// @throws IllegalArgumentException if there is no batch
    public void handle(
            InputStream in, OutputStream out, Context context, Function<List<QueueMessage>, List<Kept>> runner)
            throws IOException {
        invocation.begin(context);
        var batch = QueueBatch.read(in);
        var kept = runner.apply(batch);
        if (!kept.isEmpty()) {
            var byId = batch.stream().collect(Collectors.toMap(QueueMessage::id, Function.identity()));
            var later = new HashMap<QueueMessage, Duration>();
            kept.forEach(each -> later.put(requireNonNull(byId.get(each.id())), each.visibleIn()));
            visibility.change(later);
        }
        QueueBatch.write(kept.stream().map(Kept::id).toList(), out);
    }

    private static Received received(QueueMessage message) {
        return new Received(
                message.id(), message.body(), message.isOrdered() ? message.group() : null, message.receives());
    }
}
