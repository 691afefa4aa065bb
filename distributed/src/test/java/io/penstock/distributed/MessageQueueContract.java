package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.distributed.MessageQueue.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [MessageQueue] promises, whatever it is made of.
public abstract class MessageQueueContract {
    private static final Duration SHORT = Duration.ofSeconds(2);

    private MessageQueue queue;

    /// A queue without messages.
    protected abstract MessageQueue open() throws Exception;

    /// All bodies that have come out since the last call, each once, when nothing more is to come out.
    protected abstract List<String> received() throws Exception;

    /// Lets so much time pass.
    protected abstract void pass(Duration time) throws Exception;

    @BeforeEach
    final void openQueue() throws Exception {
        queue = open();
    }

    private static Message message(String body, Duration delay) {
        return new Message(body, "group", delay);
    }

    @Test
    void whatIsSentComesOut() throws Exception {
        var text = "{\"a\":\"Grüße 🏔\"}\n";

        assertThat(queue.send(List.of(message("one", Duration.ZERO), message(text, Duration.ZERO))))
                .isEmpty();

        assertThat(received()).containsExactlyInAnyOrder("one", text);
    }

    @Test
    void whatIsDelayedComesOutNotBefore() throws Exception {
        queue.send(List.of(message("late", SHORT), message("never", MessageQueue.MAX_DELAY)));

        assertThat(received()).isEmpty();
        pass(SHORT);

        assertThat(received()).containsExactly("late");
    }

    @Test
    void manyAreSentTogetherHoweverLargeTheyAre() throws Exception {
        var sent = new ArrayList<Message>();
        for (int i = 0; i < 23; i++) {
            sent.add(message(i + ":" + "x".repeat(100_000), Duration.ZERO));
        }
        sent.add(message("y".repeat(MessageQueue.MAX_BYTES), Duration.ZERO));

        assertThat(queue.send(sent)).isEmpty();

        assertThat(received())
                .containsExactlyInAnyOrderElementsOf(
                        sent.stream().map(Message::body).toList());
    }

    @Test
    void nothingIsSentWhereThereIsNothing() throws Exception {
        assertThat(queue.send(List.of())).isEmpty();

        assertThat(received()).isEmpty();
    }

    @Test
    void nothingIsDelayedForLongerThanQueuesCan() {
        assertThatIllegalArgumentException().isThrownBy(() -> message("late", MessageQueue.MAX_DELAY.plusMillis(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> message("early", Duration.ofMillis(-1)));
    }
}
