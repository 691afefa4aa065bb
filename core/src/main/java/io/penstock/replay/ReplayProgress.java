package io.penstock.replay;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How far a replay has come.
///
/// @param counts what became of the events that were looked at
/// @param cursor where to go on; null at the start
/// @param reached when the last event was accepted that was looked at; null if none was, or if they are named one by one.
///     The newest events come first
/// @param due when the next step may be made
public record ReplayProgress(
        Map<Replayed, Long> counts,
        @Nullable String cursor,
        @Nullable Instant reached,
        Instant due) {
    public ReplayProgress {
        counts = Map.copyOf(counts);
        requireNonNull(due, "due is null");
    }

    /// Nothing was looked at; the first step may be made at `due`.
    static ReplayProgress start(Instant due) {
        return new ReplayProgress(Map.of(), null, null, due);
    }

    /// How many events became this.
    public long count(Replayed what) {
        return counts.getOrDefault(what, 0L);
    }

    /// How many events were looked at.
    public long looked() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /// A step further.
    ///
    /// @param results what became of the step's events
    ReplayProgress and(List<Replayed> results, @Nullable String cursor, @Nullable Instant reached, Instant due) {
        var sum = new EnumMap<Replayed, Long>(Replayed.class);
        sum.putAll(counts);
        results.forEach(result -> sum.merge(result, 1L, Long::sum));
        return new ReplayProgress(sum, cursor, reached == null ? this.reached : reached, due);
    }

    /// The same, with its next step later.
    ReplayProgress putOff(Instant until) {
        return new ReplayProgress(counts, cursor, reached, until);
    }
}
