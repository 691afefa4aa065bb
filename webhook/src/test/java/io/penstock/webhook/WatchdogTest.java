package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class WatchdogTest {
    @Test
    void anErrorInOneAttemptKeepsTheWatchdogFromNoOther() throws IOException, InterruptedException {
        var failed = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var failing = overdue(failed, true);
        var other = overdue(closed, false);
        try (var watchdog = new Watchdog(System::nanoTime, _ -> {})) {
            watchdog.start();
            watchdog.watch(failing);
            assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
            watchdog.watch(other);
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            watchdog.forget(failing);
            watchdog.forget(other);
        }
    }

    private static Attempt overdue(CountDownLatch closed, boolean fails) throws IOException {
        var attempt = new Attempt(System::nanoTime, Duration.ZERO);
        attempt.uses(new Socket() {
            @Override
            public void close() {
                closed.countDown();
                if (fails) {
                    throw new LinkageError("on purpose");
                }
            }
        });
        return attempt;
    }
}
