package io.penstock.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/// How long the disk takes to append a few pages to a file and to sync them: what no server is faster than that answers
/// only when it is sure.
final class Disk {
    /// As much as a small commit writes.
    private static final int BYTES = 8 * 1_024;

    private static final int MAX_WRITES = 1_000;
    private static final Duration MAX_TIME = Duration.ofSeconds(2);
    private static final int DIGITS = 3;

    private final Path directory;
    private final Histogram nanos = new Histogram(DIGITS);

    /// @param directory on that disk
    Disk(Path directory) {
        this.directory = directory;
    }

    /// Measures for a moment, with a file that goes again; adds to what was measured before.
    void measure() throws InterruptedException {
        var file = directory.resolve(
                "penstock-bench-%d.disk".formatted(ProcessHandle.current().pid()));
        var content = ByteBuffer.allocateDirect(BYTES);
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.DELETE_ON_CLOSE)) {
            long start = System.nanoTime();
            for (long now = start, i = 0; i < MAX_WRITES && now - start < MAX_TIME.toNanos(); i++) {
                while (content.hasRemaining()) {
                    channel.write(content);
                }
                channel.force(false);
                content.clear();
                long end = System.nanoTime();
                nanos.recordValue(end - now);
                now = end;
            }
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException("while the disk was measured");
        } catch (IOException e) {
            throw new BenchException(
                    "the disk under %s cannot be measured: %s".formatted(directory, e.getMessage()), e);
        }
    }

    Report.Latency latency() {
        return Report.Latency.of(nanos);
    }
}
