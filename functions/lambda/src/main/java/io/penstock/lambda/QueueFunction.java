package io.penstock.lambda;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import io.penstock.distributed.MessageQueue;
import io.penstock.distributed.MessageRunner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Consumer;

/// A function that does a step for each message of a batch: at once for those of standard queues, in their order for
/// those of a group.
public final class QueueFunction {
    private final Invocation invocation;
    private final MessageQueue queue;
    private final BatchFunction batches;
    private final Duration needed;

    /// @param queue where a message goes that is sent again
    /// @param needed how much time must be left for a step to begin
    public QueueFunction(Invocation invocation, MessageQueue queue, Visibility visibility, Duration needed) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.queue = requireNonNull(queue, "queue is null");
        this.batches = new BatchFunction(invocation, visibility);
        this.needed = requireNonNull(needed, "needed is null");
    }

    /// Does `step` for each message of the batch that is read from `in`, and writes to `out` which are to come again.
    ///
    /// @throws IllegalArgumentException if there is no batch
    public void handle(InputStream in, OutputStream out, Context context, Consumer<String> step) throws IOException {
        var runner = new MessageRunner(step, queue, new VirtualThreads(invocation::remaining), needed);
        batches.handle(in, out, context, (_, batch, remaining) -> runner.run(batch, remaining));
    }
}
