package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Wake-ups from the due index.
class SweeperTest {
    private static final DistributedOptions OPTIONS =
            new DistributedOptions(DistributedOptions.MIN_RETENTION, Duration.ZERO, 1, 1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestClock clock = new TestClock();
    private final InMemoryTable table = new InMemoryTable();
    private final InMemoryQueue queue = new InMemoryQueue(clock);
    private final FailingQueue failing = new FailingQueue(queue);
    private final DeliveryMessages messages = new DeliveryMessages(failing);
    private final Sweeper sweeper = new Sweeper(table, messages, clock, new Random(1));
    private int made;

    private DeliveryMessage message() {
        return new DeliveryMessage(new EventKey(new Id128(++made, 1)), new SubscriptionUid(new Id128(2, made)), 1, 1);
    }

    private WakeUps wakeUps(Table table) {
        return new WakeUps(messages, new DueIndex(table, clock, OPTIONS), clock, OPTIONS);
    }

    private DeliveryMessage wake(Duration ahead) {
        var message = message();
        wakeUps(table).wake(message, clock.instant().plus(ahead));
        return message;
    }

    private List<DeliveryMessage> received() {
        return queue.receive(1_000, Duration.ofDays(1)).stream()
                .map(received -> Envelopes.delivery(received.body()))
                .toList();
    }

    private List<String> minutes() {
        return table.items().stream()
                .map(item -> item.key().partition())
                .filter(partition -> partition.startsWith("due#"))
                .toList();
    }

    private long cursor() {
        return table.get(Places.sweep(0)).orElseThrow().number("minute");
    }

    @Test
    void aWakeUpComesOutInItsTimeAndIsRemoved() {
        var message = wake(Duration.ofSeconds(3_690));
        clock.advance(Duration.ofMinutes(60));

        assertThat(sweeper.sweep(0, () -> true)).isEqualTo(new Swept(1, 0, true));

        assertThat(minutes()).isEmpty();
        clock.advance(Duration.ofMillis(89_999));
        assertThat(received()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(received()).containsExactly(message);
    }

    @Test
    void aSweepThatIsCutShortEachTimeGetsToTheEndAllTheSame() {
        var message = wake(Duration.ofMinutes(5));
        clock.advance(Duration.ofMinutes(10));

        for (int i = 0; i < 20 && !minutes().isEmpty(); i++) {
            try {
                new Sweeper(cutShort(), messages, clock, new Random(i)).sweep(0, () -> true);
            } catch (IllegalStateException _) {
                // Until the lease is over that it has left.
                clock.advance(Duration.ofMinutes(2));
            }
        }

        assertThat(received()).containsExactly(message);
    }

    @Test
    void aSweepWithoutTimeLeavesTheRestToTheNext() {
        var woken = new ArrayList<DeliveryMessage>();
        for (int i = 0; i < 250; i++) {
            woken.add(wake(Duration.ofMinutes(5)));
        }
        clock.advance(Duration.ofMinutes(10));

        // It has some for the empty minutes before.
        assertThat(sweeper.sweep(0, () -> minutes().size() > 150)).isEqualTo(new Swept(100, 0, false));
        assertThat(sweeper.sweep(0, () -> false)).isEqualTo(new Swept(0, 0, false));

        assertThat(sweeper.sweep(0, () -> true)).isEqualTo(new Swept(150, 0, true));
        assertThat(received()).containsExactlyInAnyOrderElementsOf(woken);
    }

    /// The table for someone whose time is over after some minutes of a day.
    private Table cutShort() {
        return new ChangedTable(table) {
            private int left = 2 * Sweeper.STRIDE;

            @Override
            public List<Item> query(Range range, int limit) {
                if (left-- == 0) {
                    throw new IllegalStateException("the time is over");
                }
                return super.query(range, limit);
            }
        };
    }

    @Test
    void noWakeUpIsPutIntoAMinuteThatASweepMayBeLookingAt() {
        for (int i = 1; i < 200; i++) {
            clock.advance(Duration.ofMillis(977));
            wake(Duration.ofSeconds(i));
            var partition = minutes().getFirst();
            var begins = DueIndex.start(Long.parseLong(partition.substring(partition.lastIndexOf('#') + 1)));
            assertThat(begins)
                    .isAfterOrEqualTo(clock.instant().plus(DueIndex.LEAD))
                    .isBefore(clock.instant().plus(Duration.ofSeconds(i)).plus(DueIndex.LEAD.plus(MINUTE)));
            table.deleteAll(table.items().stream().map(Item::key).toList());
        }
    }

    @Test
    void whatCannotBeSentIsInTheWayOfNothingElse() {
        var stuck = wake(Duration.ofMinutes(30));
        var others = new ArrayList<DeliveryMessage>();
        for (int i = 0; i < 250; i++) {
            others.add(wake(Duration.ofMinutes(30).plusMillis(i)));
        }
        failing.fail(message -> Envelopes.delivery(message.body()).equals(stuck));
        clock.advance(Duration.ofMinutes(31));

        assertThat(sweeper.sweep(0, () -> true)).isEqualTo(new Swept(250, 1, true));

        assertThat(received()).containsExactlyInAnyOrderElementsOf(others);
        clock.advance(Duration.ofHours(1));
        sweeper.sweep(0, () -> true);
        sweeper.sweep(0, () -> true);
        assertThat(cursor()).isGreaterThan(DueIndex.minute(clock.instant().minus(Duration.ofMinutes(12))));
        failing.fail(_ -> false);
        clock.advance(Duration.ofMinutes(4));
        assertThat(sweeper.sweep(0, () -> true).sent()).isEqualTo(1);
        assertThat(received()).containsExactly(stuck);
        assertThat(minutes()).isEmpty();
    }

    @Test
    void aWakeUpOfALaterReleaseIsLeftAndInTheWayOfNothing() {
        var message = wake(Duration.ofMinutes(30));
        var item = table.items().getFirst();
        var later = new Item(new Key(item.key().partition(), item.key().sort() + "#later"), item.attributes())
                .with(Item.FORM, 2);
        table.put(later, new Table.Condition.Any());
        clock.advance(Duration.ofMinutes(31));

        assertThat(sweeper.sweep(0, () -> true)).isEqualTo(new Swept(1, 1, true));

        assertThat(received()).containsExactly(message);
        assertThat(table.get(later.key())).contains(later);
    }

    @Test
    void theCursorPassesAMinuteThatIsEmptyAndTenMinutesOld() {
        sweeper.sweep(0, () -> true);
        long minute = DueIndex.minute(clock.instant());
        clock.advance(Duration.ofMinutes(10).minusMillis(1));

        sweeper.sweep(0, () -> true);
        assertThat(cursor()).isEqualTo(minute);

        clock.advance(Duration.ofMillis(1));
        sweeper.sweep(0, () -> true);
        assertThat(cursor()).isEqualTo(minute + 1);
    }

    @Test
    void theCursorWaitsForAMinuteThatIsNotEmpty() {
        wake(Duration.ofMinutes(5));
        long minute = DueIndex.minute(clock.instant()) + 5;
        clock.advance(Duration.ofMinutes(30));

        sweeper.sweep(0, () -> true);
        assertThat(cursor()).isEqualTo(minute);

        sweeper.sweep(0, () -> true);
        assertThat(cursor()).isGreaterThan(minute);
    }

    @Test
    void aWakeUpThatIsPutWhenItsMinuteIsLongGoneIsSentAtOnce() {
        var message = message();
        var slow = new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                clock.advance(Duration.ofMinutes(20));
                return super.put(item, condition);
            }
        };

        wakeUps(slow).wake(message, clock.instant().plus(Duration.ofMinutes(4)));

        assertThat(received()).containsExactly(message);
    }

    @Test
    void twoSweepsDoNotDoTheSameWorkForAsLongAsOneMayBeAtIt() {
        var message = wake(Duration.ofMinutes(3));
        clock.advance(Duration.ofMinutes(4));
        failing.fail(_ -> {
            assertThat(new Sweeper(table, messages, clock, new Random(2)).sweep(0, () -> true))
                    .isEqualTo(Swept.HELD_BY_ANOTHER);
            return false;
        });

        assertThat(sweeper.sweep(0, () -> true).sent()).isEqualTo(1);

        assertThat(received()).containsExactly(message);
    }

    @Test
    void aSweepThatDiedIsFollowedByAnother() {
        wake(Duration.ofMinutes(3));
        clock.advance(Duration.ofMinutes(4));
        failing.fail(_ -> {
            throw new Crash("send");
        });
        try {
            sweeper.sweep(0, () -> true);
        } catch (Crash _) {
            failing.fail(_ -> false);
        }
        assertThat(sweeper.sweep(0, () -> true)).isEqualTo(Swept.HELD_BY_ANOTHER);

        clock.advance(MINUTE.multipliedBy(2));

        assertThat(sweeper.sweep(0, () -> true).sent()).isEqualTo(1);
    }

    @Test
    void aSweepThatHasMuchToCatchUpWithGoesOnWhereItStopped() {
        sweeper.sweep(0, () -> true);
        var message = wake(Duration.ofDays(6));
        clock.advance(Duration.ofDays(7));

        int sweeps = 1;
        while (!sweeper.sweep(0, () -> true).done()) {
            sweeps++;
        }

        assertThat(sweeps).isGreaterThan(1);
        assertThat(received()).containsExactly(message);
    }
}
