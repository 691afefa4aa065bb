package io.penstock.delivery;

import java.util.List;

/// How much is done at once: given by whoever has threads.
@FunctionalInterface
public interface Concurrency {
    /// One after the other.
    Concurrency NONE = tasks -> tasks.forEach(Runnable::run);

    /// Runs all of `tasks`, none of which throws anything but errors, in any order. Returns when all have ended, or when
    /// there is no more time to wait for them.
    void run(List<Runnable> tasks);
}
