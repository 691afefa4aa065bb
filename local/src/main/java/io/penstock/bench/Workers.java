package io.penstock.bench;

import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Does the same on several virtual threads at once.
final class Workers {
    private Workers() {}

    /// What each does.
    interface Work {
        /// Does one worker's part.
        ///
        /// @param worker 0 to the number of workers, exclusive
        void run(int worker) throws InterruptedException;
    }

    /// Returns when all have ended; if one fails, fails as it did, and interrupts the others.
    static void run(int count, Work work) throws InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < count; i++) {
                int worker = i;
                running.add(executor.submit(() -> {
                    work.run(worker);
                    return worker;
                }));
            }
            try {
                for (var one : running) {
                    one.get();
                }
            } catch (ExecutionException e) {
                executor.shutdownNow();
                throw e.getCause() instanceof BenchException known
                        ? known
                        : new BenchException("the measurement failed: " + e.getCause(), e);
            } catch (InterruptedException e) {
                executor.shutdownNow();
                throw e;
            }
        }
    }
}
