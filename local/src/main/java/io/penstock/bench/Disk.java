package io.penstock.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// How long the disk takes to write a few pages and to sync them: what no server is faster than that answers only when it
/// is sure. Its file is a stranger to the server's, so where both pause together, it is the disk that pauses.
final class Disk {
    /// As much as a small commit writes.
    private static final int BYTES = 8 * 1_024;

    private static final int MAX_WRITES = 1_000;
    private static final Duration MAX_TIME = Duration.ofSeconds(2);
    private static final long BETWEEN_MILLIS = 20;
    private static final int DIGITS = 3;

    private final Path directory;
    private final Histogram nanos = new Histogram(DIGITS);

    /// @param directory on that disk
    Disk(Path directory) {
        this.directory = directory;
    }

    /// What kind of file system `directory` is on; `tmpfs` is memory.
    static String kind(Path directory) {
        try {
            return Files.getFileStore(directory).type();
        } catch (IOException e) {
            throw new BenchException("%s cannot be looked at: %s".formatted(directory, e.getMessage()), e);
        }
    }

    /// Measures for a moment, appending to a file that goes again; adds to what was measured before.
    void measure() throws InterruptedException {
        try (var file = open()) {
            long start = System.nanoTime();
            for (long now = start, i = 0; i < MAX_WRITES && now - start < MAX_TIME.toNanos(); i++) {
                now = write(file, now, nanos);
            }
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException("while the disk was measured");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    Report.Latency latency() {
        return Report.Latency.of(nanos);
    }

    /// Measures beside something else, 50 times a second, until it is closed.
    Beside beside() {
        return new Beside();
    }

    private FileChannel open() throws IOException {
        var name = "penstock-bench-%d.disk".formatted(ProcessHandle.current().pid());
        return FileChannel.open(
                directory.resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    /// @return when it was done
    private static long write(FileChannel file, long start, Histogram nanos) throws IOException {
        var content = ByteBuffer.allocate(BYTES);
        while (content.hasRemaining()) {
            file.write(content);
        }
        file.force(false);
        long end = System.nanoTime();
        nanos.recordValue(end - start);
        return end;
    }

    private BenchException failed(IOException cause) {
        return new BenchException(
                "the disk under %s cannot be measured: %s".formatted(directory, cause.getMessage()), cause);
    }

    /// A measurement beside something else. It writes the same place again and again, as a log does that has reached its
    /// length.
    final class Beside implements AutoCloseable {
        private final Histogram nanos = new Histogram(DIGITS);
        private final CountDownLatch end = new CountDownLatch(1);
        private final Thread thread =
                Thread.ofPlatform().name("penstock-bench-disk").daemon().start(this::run);
        private volatile @Nullable IOException failure;

        private void run() {
            try (var file = open()) {
                do {
                    file.position(0);
                    write(file, System.nanoTime(), nanos);
                } while (!end.await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS));
            } catch (IOException e) {
                failure = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /// Ends it.
        @Override
        public void close() {
            end.countDown();
        }

        /// What was measured until it was closed.
        Report.Latency latency() throws InterruptedException {
            thread.join();
            if (failure != null) {
                throw failed(failure);
            }
            return Report.Latency.of(nanos);
        }
    }
}
