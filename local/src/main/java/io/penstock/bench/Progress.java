package io.penstock.bench;

import java.io.PrintWriter;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A line that shows how far it is, where someone looks at it.
public final class Progress implements AutoCloseable {
    private static final int MILLIS = 200;
    private static final int WIDTH = 30;

    private record Task(String name, long all, LongSupplier done, long since) {}

    private final PrintWriter out;
    private final @Nullable Thread thread;
    private volatile @Nullable Task task;

    /// @param shown whether there is anyone to look at it
    public Progress(PrintWriter out, boolean shown) {
        this.out = out;
        this.thread = shown ? Thread.ofVirtual().start(this::run) : null;
    }

    /// Shows from now on how much of `all` is `done`.
    void of(String name, long all, LongSupplier done) {
        task = new Task(name, all, done, System.nanoTime());
    }

    private void run() {
        try {
            while (true) {
                var now = task;
                if (now != null) {
                    out.print("\r\033[K" + line(now));
                    out.flush();
                }
                Thread.sleep(MILLIS);
            }
        } catch (InterruptedException e) {
            out.print("\r\033[K");
            out.flush();
        }
    }

    private static String line(Task task) {
        long done = Math.min(task.done().getAsLong(), task.all());
        int filled = (int) (WIDTH * done / Math.max(1, task.all()));
        double seconds = (System.nanoTime() - task.since()) / 1e9;
        return "%-20s %s%s %,d of %,d, %,.0f/s"
                .formatted(
                        task.name(),
                        "█".repeat(filled),
                        "░".repeat(WIDTH - filled),
                        done,
                        task.all(),
                        done / Math.max(seconds, 0.001));
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
