package io.penstock.aws;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Sends together what several threads send at the same time: SQS bills requests, and takes ten messages in one. Nobody
/// waits for company: who finds no request on its way sends at once, and what comes meanwhile goes with the next. Each
/// learns of its own messages only what the queue said of them: a thread that fails tells nobody that they were sent.
public final class GatheringQueue implements MessageQueue {
    private final MessageQueue queue;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sent = lock.newCondition();
    private List<Call> waiting = new ArrayList<>();
    private boolean isSending;

    /// @param queue where everything goes
    public GatheringQueue(MessageQueue queue) {
        this.queue = requireNonNull(queue, "queue is null");
    }

    /// What one thread sends.
    private static final class Call {
        final List<Message> messages;

        /// Places that were not taken; null, as long as nobody has said so.
        @Nullable
        List<Integer> refused;

        @Nullable
        RuntimeException failure;

        boolean isDone;

        Call(List<Message> messages) {
            this.messages = messages;
        }

        List<Integer> result() {
            if (failure != null) {
                throw failure;
            }
            if (refused == null) {
                throw new IllegalStateException("the thread that was to send it failed");
            }
            return refused;
        }
    }

    @Override
    public List<Integer> send(List<Message> messages) {
        if (messages.isEmpty()) {
            return List.of();
        }
        var call = new Call(List.copyOf(messages));
        var together = take(call);
        if (!together.isEmpty()) {
            try {
                sendTogether(together);
            } finally {
                release(together);
            }
        }
        return call.result();
    }

    /// All calls that are to be sent by this thread; none, if another has sent `call`.
    private List<Call> take(Call call) {
        lock.lock();
        try {
            waiting.add(call);
            while (isSending && !call.isDone) {
                sent.awaitUninterruptibly();
            }
            if (call.isDone) {
                return List.of();
            }
            var together = waiting;
            waiting = new ArrayList<>();
            isSending = true;
            return together;
        } finally {
            lock.unlock();
        }
    }

    private void release(List<Call> together) {
        lock.lock();
        try {
            together.forEach(call -> call.isDone = true);
            isSending = false;
            sent.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void sendTogether(List<Call> calls) {
        if (calls.size() == 1) {
            sendAlone(calls.getFirst());
            return;
        }
        var all = calls.stream().flatMap(call -> call.messages.stream()).toList();
        try {
            var refused = queue.send(all);
            int first = 0;
            for (var call : calls) {
                int from = first;
                int end = first + call.messages.size();
                call.refused = refused.stream()
                        .filter(place -> place >= from && place < end)
                        .map(place -> place - from)
                        .toList();
                first = end;
            }
        } catch (RuntimeException _) {
            // What one of them has wrong is not to harm the others; a message that is sent twice harms nobody.
            calls.forEach(this::sendAlone);
        }
    }

    private void sendAlone(Call call) {
        try {
            call.refused = queue.send(call.messages);
        } catch (RuntimeException e) {
            call.failure = e;
        }
    }
}
