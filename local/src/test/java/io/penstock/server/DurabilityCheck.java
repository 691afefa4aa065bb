package io.penstock.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Finds in a log of system calls the events that were answered before they were safe.
///
/// Each event has a marker of its own in its id, which is in the clear both in the pages of the write-ahead log and in
/// the answer. For each, the check finds the page that first has the marker; the frame that commits the transaction
/// which that page belongs to (the first one, from the page's own frame on, whose header has a database size: the
/// [WAL format](https://www.sqlite.org/fileformat2.html#the_write_ahead_log), section 4.1); a sync of the log that
/// began after that frame's page was written, and succeeded; and the answer. The answer must begin after that sync has
/// ended.
///
/// **Why this is sound.** With one writer, the frames of a transaction follow each other in the file, so everything that
/// a recovery needs was written before a sync that begins after the committing frame. strace stops a thread when it
/// enters a system call and again when it leaves it, writes the line, and lets the thread go on: so a call whose return
/// stands above another's beginning had returned before the other had any effect. Their times, which could be equal or
/// unordered, are not used. What the check cannot place (a marker that is in no page or in no answer, an answer 202
/// without any marker, an unfinished sync) counts as a violation, so that a log with gaps, or a server that writes in
/// other ways, is not taken for a good one.
final class DurabilityCheck {
    private static final String ANSWER = "HTTP/1.1 202";
    private static final int FRAME_HEADER_BYTES = 24;

    private final List<SystemCall> wal;
    private final List<SystemCall> syncs;
    private final List<SystemCall> answers;

    private DurabilityCheck(List<SystemCall> calls) {
        wal = calls.stream()
                .filter(call -> call.file().endsWith("-wal") && !call.isSync())
                .toList();
        syncs = calls.stream()
                .filter(call -> call.file().endsWith("-wal")
                        && call.isSync()
                        && call.result().equals("0"))
                .toList();
        answers = calls.stream()
                .filter(call ->
                        !call.file().endsWith("-wal") && call.arguments().contains("\"" + ANSWER))
                .toList();
    }

    /// What was answered too early, or cannot be placed; empty if everything is in order.
    ///
    /// @param log the lines that `strace -f -tt -y -s 4200` wrote
    /// @param markers of the events that were answered 202
    static List<String> violations(List<String> log, Collection<String> markers) {
        var check = new DurabilityCheck(SystemCall.parse(log));
        var violations = new ArrayList<String>();
        for (var marker : markers) {
            check.violation(marker).ifPresent(violation -> violations.add(marker + ": " + violation));
        }
        for (var answer : check.answers) {
            if (markers.stream().noneMatch(marker -> answer.arguments().contains(marker))) {
                violations.add("line %d answers 202, and has no marker".formatted(answer.begun() + 1));
            }
        }
        return violations;
    }

    private Optional<String> violation(String marker) {
        int page = 0;
        while (page < wal.size() && !wal.get(page).arguments().contains(marker)) {
            page++;
        }
        if (page == wal.size()) {
            return Optional.of("it was not written to the log");
        }
        int frame = page - 1;
        if (frame < 0 || !isFrameHeader(wal.get(frame))) {
            return Optional.of("its page has no frame");
        }
        int commit = frame;
        while (commit < wal.size() && !commits(wal.get(commit))) {
            commit++;
        }
        if (commit + 1 >= wal.size()) {
            return Optional.of("its transaction was not committed");
        }
        int written = wal.get(commit + 1).ended();
        var answer = answers.stream()
                .filter(call -> call.arguments().contains(marker))
                .findFirst();
        if (answer.isEmpty()) {
            return Optional.of("its answer is not there");
        }
        int answered = answer.get().begun();
        boolean safe = syncs.stream().anyMatch(sync -> sync.begun() > written && sync.ended() < answered);
        return safe
                ? Optional.empty()
                : Optional.of("line %d answers it, and no sync between line %d and there covers it"
                        .formatted(answered + 1, written + 1));
    }

    private static boolean isFrameHeader(SystemCall call) {
        return call.arguments().contains(", %d, ".formatted(FRAME_HEADER_BYTES));
    }

    private static boolean commits(SystemCall call) {
        var header = call.firstBytes(8);
        return isFrameHeader(call) && (header[4] | header[5] | header[6] | header[7]) != 0;
    }
}
