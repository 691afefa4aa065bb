package io.penstock.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether there is room on the disk, and the ballast that is given up when there is none, so that what is
/// under way can be finished.
final class DiskSpace {
    /// How much is kept for outcomes: 4,096 attempts with 4 KiB each of what the receiver answered.
    static final int BALLAST_BYTES = 16 * 1_024 * 1_024;

    /// What must be free before the ballast is made again, so that doing it does not fill the disk.
    static final long ROOM_BYTES = 2L * BALLAST_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
    private static final int BLOCK_BYTES = 1_024 * 1_024;

    private final DataDirectory directory;
    private volatile boolean full;
    private volatile boolean stuck;

    DiskSpace(DataDirectory directory) {
        this.directory = directory;
    }

    /// Whether new events are refused.
    boolean isFull() {
        return full;
    }

    /// Whether even outcomes cannot be written: no attempt may start.
    boolean isStuck() {
        return stuck;
    }

    /// The database could not grow: gives up the ballast.
    void filled() {
        if (!full) {
            LOG.error("The disk of {} is full: new events are refused until there is room", directory.path());
        }
        full = true;
        try {
            Files.deleteIfExists(directory.ballast());
        } catch (IOException e) {
            LOG.error("The ballast could not be given up", e);
        }
    }

    /// Says whether outcomes wait for room.
    void stuck(boolean now) {
        if (now != stuck) {
            stuck = now;
            LOG.atLevel(now ? org.slf4j.event.Level.ERROR : org.slf4j.event.Level.INFO)
                    .log(now ? "No attempt starts until there is room for outcomes" : "Attempts start again");
        }
    }

    /// Looks at the disk, and makes the ballast if it is missing and there is room.
    ///
    /// @return whether there is room now, and was none before
    boolean look() {
        try {
            var ballast = directory.ballast();
            if (!full && Files.exists(ballast) && Files.size(ballast) == BALLAST_BYTES) {
                return false;
            }
            if (Files.getFileStore(directory.path()).getUsableSpace() < ROOM_BYTES) {
                full = true;
                return false;
            }
            make(ballast);
            boolean was = full;
            full = false;
            return was;
        } catch (IOException e) {
            LOG.warn("The ballast could not be made", e);
            full = true;
            return false;
        }
    }

    private void make(Path ballast) throws IOException {
        DataDirectory.create(ballast);
        var block = new byte[BLOCK_BYTES];
        Arrays.fill(block, (byte) 0x5A); // Not zeros: some file systems would not store them.
        try (var file = FileChannel.open(ballast, StandardOpenOption.WRITE)) {
            for (long at = 0; at < BALLAST_BYTES; at += BLOCK_BYTES) {
                var buffer = ByteBuffer.wrap(block);
                while (buffer.hasRemaining()) {
                    file.write(buffer, at + buffer.position());
                }
            }
            file.force(true);
        }
        directory.sync();
    }
}
