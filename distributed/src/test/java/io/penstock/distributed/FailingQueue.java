package io.penstock.distributed;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// A queue that does not take what a test says.
final class FailingQueue implements MessageQueue {
    private final MessageQueue queue;
    private Predicate<Message> failing = _ -> false;

    FailingQueue(MessageQueue queue) {
        this.queue = queue;
    }

    void fail(Predicate<Message> failing) {
        this.failing = failing;
    }

    @Override
    public List<Integer> send(List<Message> messages) {
        queue.send(messages.stream().filter(failing.negate()).toList());
        return IntStream.range(0, messages.size())
                .filter(i -> failing.test(messages.get(i)))
                .boxed()
                .toList();
    }
}
