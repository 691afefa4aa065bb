package io.penstock.distributed;

import java.util.List;

/// Does several things at once, or one after the other: whoever has threads gives one that uses them.
public interface Concurrency {
    /// One after the other, in the caller's thread.
    Concurrency NONE = tasks -> tasks.forEach(Runnable::run);

    /// Runs all of `tasks`, in any order. Returns when all have come to their end, or when there is no more time to wait
    /// for them; one that ends with an exception harms no other.
    void run(List<Runnable> tasks);
}
