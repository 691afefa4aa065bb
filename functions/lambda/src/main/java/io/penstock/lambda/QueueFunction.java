package io.penstock.lambda;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import io.penstock.distributed.MessageQueue;
import io.penstock.distributed.MessageRunner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A function that does a step for each message of a batch: at once for those of standard queues, in their order for
/// those of a group. What is not done comes again: at once, if it was not begun, rather than when its queue's own time is
/// over.
public final class QueueFunction {
    private final Invocation invocation;
    private final MessageQueue queue;
    private final Visibility visibility;
    private final Duration needed;

    /// @param queue where a message goes that is sent again
    /// @param needed how much time must be left for a step to begin
    public QueueFunction(Invocation invocation, MessageQueue queue, Visibility visibility, Duration needed) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.queue = requireNonNull(queue, "queue is null");
        this.visibility = requireNonNull(visibility, "visibility is null");
        this.needed = requireNonNull(needed, "needed is null");
    }

    /// Does `step` for each message of the batch that is read from `in`, and writes to `out` which are to come again.
    ///
    /// @throws IllegalArgumentException if there is no batch
    public void handle(InputStream in, OutputStream out, Context context, Consumer<String> step) throws IOException {
        invocation.begin(context);
        var batch = QueueBatch.read(in);
        var runner = new MessageRunner(step, queue, new VirtualThreads(invocation::remaining), needed);
        var kept = runner.run(batch.stream().map(QueueFunction::received).toList(), invocation::remaining);
        if (!kept.isEmpty()) {
            var byId = batch.stream().collect(Collectors.toMap(QueueMessage::id, Function.identity()));
            var later = new HashMap<QueueMessage, Duration>();
            kept.forEach(each -> later.put(requireNonNull(byId.get(each.id())), each.visibleIn()));
            visibility.change(later);
        }
        QueueBatch.write(kept.stream().map(MessageRunner.Kept::id).toList(), out);
    }

    private static MessageRunner.Received received(QueueMessage message) {
        return new MessageRunner.Received(
                message.id(), message.body(), message.isOrdered() ? message.group() : null, message.receives());
    }
}
