package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/// What the steps go by that is not decided once for all.
///
/// @param retention how long an event is kept, from [#MIN_RETENTION] on: an item goes as a whole, so what is known of
/// an
///     event for as long as it is accepted once is kept as long as the event
/// @param farAhead from which time on a wake-up is kept in the due index rather than in a queue; up to
///     [MessageQueue#MAX_DELAY]
/// @param dueShards over how many partitions the wake-ups of a minute are spread, each with a sweep of its own; 1 to
///     [#MAX_SHARDS]; may grow, and never shrinks while there are wake-ups
/// @param listShards over how many partitions the list of a tenant's events is spread; 1 to [#MAX_SHARDS]; never
/// changed
///     while there are events
public record DistributedOptions(Duration retention, Duration farAhead, int dueShards, int listShards) {
    /// Within which time an event is accepted once.
    public static final Duration WINDOW = Duration.ofDays(30);

    /// Shortest retention.
    public static final Duration MIN_RETENTION = WINDOW;

    /// Most partitions of one kind.
    public static final int MAX_SHARDS = 64;

    /// How long before its event a delivery ends.
    static final Duration MARGIN = Duration.ofHours(1);

    /// What holds if nothing else is said.
    public static final DistributedOptions STANDARD =
            new DistributedOptions(MIN_RETENTION, MessageQueue.MAX_DELAY, 2, 4);

    public DistributedOptions {
        requireNonNull(retention, "retention is null");
        requireNonNull(farAhead, "farAhead is null");
        if (retention.compareTo(MIN_RETENTION) < 0) {
            throw new IllegalArgumentException("events are kept for %s or longer".formatted(MIN_RETENTION));
        }
        if (farAhead.isNegative() || farAhead.compareTo(MessageQueue.MAX_DELAY) > 0) {
            throw new IllegalArgumentException("queues delay for %s at most".formatted(MessageQueue.MAX_DELAY));
        }
        checkShards(dueShards);
        checkShards(listShards);
    }

    private static void checkShards(int shards) {
        if (shards < 1 || shards > MAX_SHARDS) {
            throw new IllegalArgumentException("shards are 1 to %d: %d".formatted(MAX_SHARDS, shards));
        }
    }
}
