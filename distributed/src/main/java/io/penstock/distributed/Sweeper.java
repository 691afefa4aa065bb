package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Sends the wake-ups of the due index in their time: run it every minute for each shard.
///
/// What is sent is removed afterwards, and only that: who dies in between sends it twice, and the second copy finds its
/// attempt made. A durable cursor says from which minute on there may be wake-ups. The lease on it spares two sweeps
/// the
/// same work; nothing is wrong if both do it.
public final class Sweeper {
    /// How far ahead a minute is looked at, so that its wake-ups are on their way when it begins.
    static final Duration AHEAD = Duration.ofMinutes(1);

    /// How old an empty minute must be for the cursor to pass it: who was slow to put something there has done so, or
    /// has
    /// seen that it was late.
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /// Where the cursor begins that nobody has moved yet.
    private static final Duration FIRST_LOOK = Duration.ofDays(1);

    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final int MAX_MINUTES = 3_000;

    /// After how many empty minutes the cursor is written: whoever has no time for all of them gets further each time.
    static final int STRIDE = 100;

    private static final int PAGE = 100;
    private static final int FORM = 1;

    private final Table table;
    private final DeliveryMessages messages;
    private final InstantSource clock;
    private final RandomGenerator random;

    Sweeper(Table table, DeliveryMessages messages, InstantSource clock, RandomGenerator random) {
        this.table = requireNonNull(table, "table is null");
        this.messages = requireNonNull(messages, "messages is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
    }

    /// Sends what is due in the shard number `shard`, from 0.
    ///
    /// @param mayGoOn asked before each page; what is left, if not, is for the next sweep
    public Swept sweep(int shard, BooleanSupplier mayGoOn) {
        var cursor = lease(shard);
        if (cursor == null) {
            return Swept.HELD_BY_ANOTHER;
        }
        long last = DueIndex.minute(clock.instant().plus(AHEAD));
        long from = cursor.number("minute");
        long end = Math.min(last, from + MAX_MINUTES - 1);
        long passed = from;
        int sent = 0;
        int failed = 0;
        long minute = from;
        for (; minute <= end && mayGoOn.getAsBoolean(); minute++) {
            var swept = sweepMinute(shard, minute, mayGoOn);
            sent += swept.sent();
            failed += swept.failed();
            if (minute == passed && swept.isEmpty() && isOld(minute)) {
                passed++;
                if ((passed - from) % STRIDE == 0) {
                    cursor = move(cursor, passed, clock.instant().plus(LEASE));
                }
            }
        }
        move(cursor, passed, Instant.EPOCH);
        return new Swept(sent, failed, minute > last && mayGoOn.getAsBoolean());
    }

    /// Writes down how far it is, unless another one has meanwhile.
    private Item move(Item cursor, long passed, Instant leasedUntil) {
        var moved =
                cursor.with("minute", passed).with("leasedUntil", leasedUntil).with(Item.REVISION, random.nextLong());
        table.put(moved, new Table.Condition.Unchanged(cursor.number(Item.REVISION)));
        return moved;
    }

    /// Whether nothing is put into `minute` any more.
    private boolean isOld(long minute) {
        return !DueIndex.start(minute).plus(PATIENCE).isAfter(clock.instant());
    }

    /// The cursor, if nobody else holds it.
    private @Nullable Item lease(int shard) {
        var now = clock.instant();
        var key = Places.sweep(shard);
        var present = table.get(key).orElse(null);
        if (present != null && present.in(FORM).time("leasedUntil").isAfter(now)) {
            return null;
        }
        long minute = present == null ? DueIndex.minute(now.minus(FIRST_LOOK)) : present.number("minute");
        var leased = Item.at(key, FORM)
                .with(Item.REVISION, random.nextLong())
                .with("minute", minute)
                .with("leasedUntil", now.plus(LEASE));
        var condition = present == null
                ? new Table.Condition.Absent()
                : new Table.Condition.Unchanged(present.number(Item.REVISION));
        return table.put(leased, condition) instanceof Table.Put.Written ? leased : null;
    }

    private record SweptMinute(int sent, int failed) {
        boolean isEmpty() {
            return sent + failed == 0;
        }
    }

    /// In pages, each behind the last: what cannot be sent is in the way of nothing else. The first one is taken in any case:
    /// a minute that was not looked at is not to seem empty.
    private SweptMinute sweepMinute(int shard, long minute, BooleanSupplier mayGoOn) {
        var range = Table.Range.of(Places.due(shard, minute), "");
        int sent = 0;
        int failed = 0;
        var page = table.query(range, PAGE);
        while (!page.isEmpty()) {
            int taken = send(page, minute);
            sent += taken;
            failed += page.size() - taken;
            page = mayGoOn.getAsBoolean()
                    ? table.query(range.after(page.getLast().key().sort()), PAGE)
                    : List.of();
        }
        return new SweptMinute(sent, failed);
    }

    private int send(List<Item> page, long minute) {
        var readable = new ArrayList<Item>();
        var sending = new ArrayList<MessageQueue.Message>();
        for (var item : page) {
            try {
                var ahead = Duration.between(clock.instant(), DueIndex.due(item));
                sending.add(DeliveryMessages.of(DueIndex.message(item), ahead));
                readable.add(item);
            } catch (UnknownFormException e) {
                putOff(item, minute);
            }
        }
        var failed = messages.trySend(sending);
        var sent = new ArrayList<Key>();
        for (int i = 0; i < readable.size(); i++) {
            if (failed.contains(i)) {
                putOff(readable.get(i), minute);
            } else {
                sent.add(readable.get(i).key());
            }
        }
        if (!sent.isEmpty()) {
            table.deleteAll(sent);
        }
        return sent.size();
    }

    /// Moves what cannot be sent, once it is old, to a minute to come: the cursor need not wait for it.
    private void putOff(Item item, long minute) {
        if (isOld(minute)) {
            long later = DueIndex.minute(clock.instant().plus(DueIndex.LEAD)) + 1;
            var partition = item.key().partition();
            var prefix = partition.substring(0, partition.lastIndexOf('#') + 1);
            var moved = new Key(prefix + "%010d".formatted(later), item.key().sort());
            table.put(new Item(moved, item.attributes()), new Table.Condition.Any());
            table.delete(item.key(), new Table.Condition.Any());
        }
    }
}
