package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/// The end of a queue where messages go in. What comes out at the other end, late, twice or in another order, is handed to
/// a step by whoever runs it, and deleted once the step is done: that is all that a step knows of it.
public interface MessageQueue {
    /// How long a message can be delayed.
    Duration MAX_DELAY = Duration.ofMinutes(15);

    /// Largest message, in bytes of UTF-8. The rest of SQS's 1 MiB is reserve, for attributes.
    int MAX_BYTES = 1_000_000;

    /// A message.
    ///
    /// @param body of the characters that every queue takes; at most [#MAX_BYTES]
    /// @param group whom it is for: a queue that is fair lets no group hold up another
    /// @param delay until it comes out, to the millisecond; zero to [#MAX_DELAY]. Queues that count seconds round up.
    record Message(String body, String group, Duration delay) {
        public Message {
            requireNonNull(body, "body is null");
            requireNonNull(group, "group is null");
            if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
                throw new IllegalArgumentException(
                        "a message is delayed by zero to %s: %s".formatted(MAX_DELAY, delay));
            }
        }
    }

    /// Sends each of `messages`; what it takes is durable when the call returns.
    ///
    /// @return those that it did not take, by their places in `messages`; each may be sent again
    List<Integer> send(List<Message> messages);
}
