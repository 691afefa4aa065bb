package io.penstock.aws;

import java.time.Duration;

/// Waits: [Thread#sleep(Duration)], but for tests.
@FunctionalInterface
public interface Sleeper {
    /// Returns after `time`.
    ///
    /// @throws InterruptedException if the thread is interrupted meanwhile
    void sleep(Duration time) throws InterruptedException;
}
