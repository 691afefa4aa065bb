package io.penstock.distributed;

import java.util.ArrayList;
import java.util.List;

/// A queue that takes some messages of a batch and not others, some twice, and dies in the middle of it.
record FaultyQueue(String name, InMemoryQueue queue, Faults faults) implements MessageQueue {
    @Override
    public List<Integer> send(List<Message> messages) {
        var failed = new ArrayList<Integer>();
        for (int i = 0; i < messages.size(); i++) {
            if (faults.failsToSend()) {
                failed.add(i);
            } else {
                send(messages.get(i));
            }
        }
        return failed;
    }

    private void send(Message message) {
        var copies = faults.sendsTwice() ? List.of(message, message) : List.of(message);
        faults.at("send to " + name + " " + message.delay() + " " + message.body(), () -> queue.send(copies));
    }
}
