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
    /// By how many pages the outcome of an attempt makes the database larger, in halves: a response of 4 KiB has one
    /// page of its own and half a kilobyte in that of its attempt, of which a page holds seven, or half of them after
    /// it was split.
    private static final int HALF_PAGES_PER_OUTCOME = 3;

    /// How many pages it writes to the log: those two, that of its delivery, and those of the indices of what is
    /// unfinished, which it leaves at one place and enters at another, and of what is rare, by subscription and by
    /// tenant. Each has a header of its own there.
    private static final int FRAMES_PER_OUTCOME = 7;

    private static final int FRAME_BYTES = Database.PAGE_BYTES + 24;

    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
    private static final int BLOCK_BYTES = 1_024 * 1_024;

    private final DataDirectory directory;
    private final long ballastBytes;
    private volatile boolean full;
    private volatile boolean stuck;

    DiskSpace(DataDirectory directory, long ballastBytes) {
        this.directory = directory;
        this.ballastBytes = ballastBytes;
    }

    /// How much is to be kept, in whole blocks: 102 MiB for 4,096 attempts. First the log, all of which may be new to the
    /// database, has to find its place there, with the group that passed its bound; then it begins anew in its own
    /// room, unless the largest transaction of outcomes needs more. And the outcomes of all attempts that may be under
    /// way make the database larger.
    ///
    /// @param attempts most attempts at once
    static long ballastBytes(int attempts) {
        long outcomes = (long) attempts + Windows.maxUnwritten(attempts);
        long log = Math.max(
                Checkpoints.MAX_WAL_BYTES + Writer.MAX_GROUP_BYTES, logBytes(Math.min(outcomes, Writer.MAX_OUTCOMES)));
        return Math.ceilDiv(log + databaseBytes(outcomes), BLOCK_BYTES) * BLOCK_BYTES;
    }

    /// By how much outcomes make the database larger.
    static long databaseBytes(long outcomes) {
        return outcomes * HALF_PAGES_PER_OUTCOME * Database.PAGE_BYTES / 2;
    }

    /// How much a transaction of outcomes writes to the log.
    static long logBytes(long outcomes) {
        return outcomes * FRAMES_PER_OUTCOME * FRAME_BYTES;
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
            if (!full && Files.exists(ballast) && Files.size(ballast) == ballastBytes) {
                return false;
            }
            if (Files.getFileStore(directory.path()).getUsableSpace() < 2 * ballastBytes) {
                // To make it must not fill the disk.
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
            for (long at = 0; at < ballastBytes; at += BLOCK_BYTES) {
                var buffer = ByteBuffer.wrap(block);
                while (buffer.hasRemaining()) {
                    file.write(buffer, at + buffer.position());
                }
            }
            file.truncate(ballastBytes);
            file.force(true);
        }
        directory.sync();
    }
}
