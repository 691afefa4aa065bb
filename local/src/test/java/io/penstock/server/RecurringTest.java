package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

final class RecurringTest {
    private static final Duration INTERVAL = Duration.ofSeconds(7);

    private final List<String> done = new ArrayList<>();
    private final BlockingQueue<String> fatal = new ArrayBlockingQueue<>(1);

    @Test
    void theNextRoundFollowsCloselyOnlyWhileThereIsMoreToDo() {
        var more = new AtomicBoolean();
        var work = recurring(more::get);

        assertThat(work.round()).isEqualTo(INTERVAL);
        more.set(true);
        assertThat(work.round()).isEqualTo(Recurring.PAUSE);
        more.set(false);
        assertThat(work.round()).isEqualTo(INTERVAL);
    }

    @Test
    void aStepThatFailsKeepsNoOtherFromItsTurn() {
        var work = recurring(
                () -> {
                    throw new IllegalStateException("on purpose");
                },
                () -> done.add("second"));

        assertThat(work.round()).isEqualTo(Recurring.PAUSE);
        assertThat(done).containsExactly("second");
        assertThat(fatal).isEmpty();
    }

    @Test
    void anErrorIsFatal() throws InterruptedException {
        try (var work = new Recurring(
                "the work",
                Duration.ofMillis(1),
                List.of(() -> {
                    throw new LinkageError("on purpose");
                }),
                (what, cause) -> fatal.add(what + ": " + cause.getMessage()))) {
            work.start();

            assertThat(fatal.poll(10, TimeUnit.SECONDS)).isEqualTo("the work: on purpose");
        }
    }

    private Recurring recurring(BooleanSupplier... steps) {
        return new Recurring("the work", INTERVAL, List.of(steps), (what, cause) -> fatal.add(what));
    }
}
