package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The check of [FsyncIT] on logs written by hand: it must find each way to answer too early.
final class DurabilityCheckTest {
    private static final String HEADER =
            "7 10:00:00.000001 pwrite64(9</data/penstock.db-wal>, \"\\0\\0\\0\\5\\0\\0\\0\\0ab\"..., 24, 32) = 24";
    private static final String PAGE =
            "7 10:00:00.000002 pwrite64(9</data/penstock.db-wal>, \"..marker-1..\"..., 4096, 56) = 4096";
    private static final String COMMIT_HEADER =
            "7 10:00:00.000003 pwrite64(9</data/penstock.db-wal>, \"\\0\\0\\0\\6\\0\\0\\0\\21ab\", 24, 4152) = 24";
    private static final String COMMIT_PAGE =
            "7 10:00:00.000004 pwrite64(9</data/penstock.db-wal>, \"....\"..., 4096, 4176) = 4096";
    private static final String SYNC = "7 10:00:00.000005 fdatasync(9</data/penstock.db-wal>) = 0";
    private static final String ANSWER =
            "8 10:00:00.000006 writev(20<socket:[1]>, [{iov_base=\"HTTP/1.1 202 Accepted\","
                    + " iov_len=90}, {iov_base=\"{\\\"id\\\":\\\"marker-1\\\"}\", iov_len=20}], 2) = 110";

    private static List<String> violations(String... log) {
        return DurabilityCheck.violations(List.of(log), List.of("marker-1"));
    }

    @Test
    void anAnswerAfterTheSyncIsInOrder() {
        assertThat(violations(HEADER, PAGE, COMMIT_HEADER, COMMIT_PAGE, SYNC, ANSWER))
                .isEmpty();
    }

    @Test
    void callsThatOverlapAreOrderedByTheirBeginningsAndEnds() {
        assertThat(violations(
                        HEADER,
                        PAGE,
                        COMMIT_HEADER,
                        "7 10:00:00.000004 pwrite64(9</data/penstock.db-wal>, \"....\"..., 4096, 4176 <unfinished ...>",
                        "8 10:00:00.000004 write(3</x>, \"a\", 1) = 1",
                        "7 10:00:00.000005 <... pwrite64 resumed>) = 4096",
                        "7 10:00:00.000005 fsync(9</data/penstock.db-wal> <unfinished ...>",
                        "8 10:00:00.000005 write(3</x>, \"a\", 1) = 1",
                        "7 10:00:00.000006 <... fsync resumed>) = 0",
                        ANSWER))
                .isEmpty();
    }

    @Test
    void anAnswerBeforeTheSyncIsFound() {
        assertThat(violations(HEADER, PAGE, COMMIT_HEADER, COMMIT_PAGE, ANSWER, SYNC))
                .singleElement()
                .asString()
                .contains("no sync between line 4");
    }

    @Test
    void anAnswerDuringTheSyncIsFound() {
        assertThat(violations(
                        HEADER,
                        PAGE,
                        COMMIT_HEADER,
                        COMMIT_PAGE,
                        "7 10:00:00.000005 fsync(9</data/penstock.db-wal> <unfinished ...>",
                        ANSWER,
                        "7 10:00:00.000006 <... fsync resumed>) = 0"))
                .hasSize(1);
    }

    @Test
    void aSyncThatBeganBeforeTheCommitWasWrittenDoesNotCount() {
        assertThat(violations(HEADER, PAGE, SYNC, COMMIT_HEADER, COMMIT_PAGE, ANSWER))
                .hasSize(1);
        assertThat(violations(
                        HEADER,
                        PAGE,
                        COMMIT_HEADER,
                        "9 10:00:00.000005 fsync(9</data/penstock.db-wal> <unfinished ...>",
                        COMMIT_PAGE,
                        "9 10:00:00.000006 <... fsync resumed>) = 0",
                        ANSWER))
                .hasSize(1);
    }

    @Test
    void aSyncThatFailedOrNeverReturnedOrIsOfAnotherFileDoesNotCount() {
        for (var sync : List.of(
                "7 10:00:00.000005 fsync(9</data/penstock.db-wal>) = -1 EIO (Input/output error)",
                "7 10:00:00.000005 fsync(9</data/penstock.db-wal> <unfinished ...>",
                "7 10:00:00.000005 fsync(10</data/penstock.db>) = 0")) {
            assertThat(violations(HEADER, PAGE, COMMIT_HEADER, COMMIT_PAGE, sync, ANSWER))
                    .hasSize(1);
        }
    }

    @Test
    void whatIsNotInTheLogIsNoProof() {
        assertThat(violations(SYNC, ANSWER)).hasSize(1);
        assertThat(violations(HEADER, PAGE, SYNC, ANSWER)).hasSize(1);
        assertThat(violations(PAGE, COMMIT_HEADER, COMMIT_PAGE, SYNC, ANSWER)).hasSize(1);
        assertThat(violations(HEADER, PAGE, COMMIT_HEADER, COMMIT_PAGE, SYNC)).hasSize(1);
    }

    @Test
    void anAnswerThatSaysNotWhatItIsAboutIsFound() {
        assertThat(violations(
                        HEADER, PAGE, COMMIT_HEADER, COMMIT_PAGE, SYNC, ANSWER, ANSWER.replace("marker-1", "marker-2")))
                .singleElement()
                .asString()
                .contains("line 7");
    }

    @Test
    void stringsAreReadAsCWritesThem() {
        var call = SystemCall.parse(
                        List.of("7 10:00:00.000001 pwrite64(9</w>, \"a\\0\\1777\\n\\\"\\\\\\r\\21\", 24, 0) = 24"))
                .getFirst();

        assertThat(call.firstBytes(10)).containsExactly('a', 0, 127, '7', '\n', '"', '\\', '\r', 17, 0);
    }
}
