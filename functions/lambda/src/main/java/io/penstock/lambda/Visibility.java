package io.penstock.lambda;

import java.time.Duration;
import java.util.Map;

/// Says when messages of a batch that are not deleted may be seen again.
@FunctionalInterface
public interface Visibility {
    /// Lets each message be seen after its time. If that fails, it is seen when its queue's own time is over.
    ///
    /// @param messages out of any queues, each with the time after which it may be seen
    void change(Map<QueueMessage, Duration> messages);
}
