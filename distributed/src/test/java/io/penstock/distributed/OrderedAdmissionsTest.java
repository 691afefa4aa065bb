package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Admissions;
import io.penstock.delivery.Admissions.Admitted;
import io.penstock.delivery.Admissions.Request;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.identity.Id128;
import io.penstock.subscription.RateLimit;
import io.penstock.subscription.RateLimit.Per;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Throttle;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderedAdmissionsTest {
    private static final SubscriptionUid ORDERS = new SubscriptionUid(Id128.derive("orders"));
    private static final Instant START = TestClock.START;
    private static final Duration LONGEST = Duration.ofSeconds(45);
    private static final Throttle ONE_A_MINUTE = new Throttle(new RateLimit(1, Per.MINUTE, 1), null);
    private static final Throttle ONE_AT_A_TIME = new Throttle(null, 1);

    private final InMemoryTable table = new InMemoryTable();
    private final Admissions admissions = new OrderedAdmissions(table, new Random(1));

    private Admitted ask(Throttle throttle, Instant now, Boolean... waited) {
        return admissions.admit(ORDERS, throttle, new Request(now, LONGEST, List.of(waited)));
    }

    @Test
    void whatMayNotBeginIsGivenATimeOneBehindTheOther() {
        var admitted = ask(ONE_A_MINUTE, START, false, false, false);

        assertThat(admitted.begun()).isEqualTo(1);
        assertThat(admitted.begin()).containsExactly(START, START.plusSeconds(60), START.plusSeconds(120));
        assertThat(ask(ONE_A_MINUTE, START.plusSeconds(1), false).begin()).containsExactly(START.plusSeconds(180));
    }

    @Test
    void whatHasWaitedGoesBeforeWhatHasNot() {
        ask(ONE_A_MINUTE, START, false, false, false);
        var then = START.plusSeconds(60);

        assertThat(ask(ONE_A_MINUTE, then, false, true).begin()).containsExactly(START.plusSeconds(180), then);
        assertThat(ask(ONE_A_MINUTE, then, false).begun()).isZero();
        assertThat(ask(ONE_A_MINUTE, START.plusSeconds(120), true).begun()).isEqualTo(1);
    }

    @Test
    void onceTheLineIsOverWhatComesBeginsAtOnce() {
        ask(ONE_A_MINUTE, START, false, false);
        ask(ONE_A_MINUTE, START.plusSeconds(60), true);

        assertThat(ask(ONE_A_MINUTE, START.plusSeconds(120), false).begun()).isEqualTo(1);
    }

    /// Queues hand out what is delayed a little late: those behind are not in vain for that.
    @Test
    void whoComesLateMakesNobodyWaitAgain() {
        ask(ONE_A_MINUTE, START, false, false, false);

        assertThat(ask(ONE_A_MINUTE, START.plusMillis(60_900), true).begun()).isEqualTo(1);
        assertThat(ask(ONE_A_MINUTE, START.plusSeconds(120), true).begun()).isEqualTo(1);
    }

    @Test
    void noMoreAreUnderWayThanTheReceiverIsGiven() {
        var first = ask(ONE_AT_A_TIME, START, false);
        assertThat(first.begun()).isEqualTo(1);
        assertThat(ask(ONE_AT_A_TIME, START, false).begin()).containsExactly(START.plus(OrderedAdmissions.LOOK));

        admissions.ended(ORDERS, ONE_AT_A_TIME, first);

        assertThat(ask(ONE_AT_A_TIME, START.plusMillis(1), true).begun()).isEqualTo(1);
    }

    @Test
    void whoDiesHoldsUpTheOthersNoLongerThanItsLease() {
        ask(ONE_AT_A_TIME, START, false);

        assertThat(ask(ONE_AT_A_TIME, START.plus(LONGEST).minusMillis(1), true).begun())
                .isZero();
        assertThat(ask(ONE_AT_A_TIME, START.plus(LONGEST), true).begun()).isEqualTo(1);
    }

    @Test
    void whatHasEndedTwiceEndsOnce() {
        var two = new Throttle(null, 2);
        var first = ask(two, START, false);
        ask(two, START, false);

        admissions.ended(ORDERS, two, first);
        admissions.ended(ORDERS, two, first);

        assertThat(ask(two, START.plusMillis(2), false, false).begun()).isEqualTo(1);
    }

    @Test
    void whatIsPutOffFarIsLookedAtWithinSixHours() {
        var slow = new Throttle(new RateLimit(1, Per.HOUR, 1), null);

        var admitted = ask(slow, START, Collections.nCopies(20, false).toArray(Boolean[]::new));

        assertThat(admitted.begin().getLast()).isEqualTo(START.plus(OrderedAdmissions.FARTHEST));
    }

    @Test
    void whereOthersAreAlwaysQuickerAllIsPutOff() {
        var busy = new OrderedAdmissions(
                new ChangedTable(table) {
                    @Override
                    public Put put(Item item, Condition condition) {
                        return new Put.Refused(null);
                    }
                },
                new Random(1));

        var admitted = busy.admit(ORDERS, ONE_A_MINUTE, new Request(START, LONGEST, List.of(false)));

        assertThat(admitted.begun()).isZero();
        assertThat(admitted.begin()).containsExactly(START.plus(OrderedAdmissions.LOOK));
    }

    /// A thousand that come within a minute, in batches; those that wait come when they were told, up to a second late:
    /// the limit is kept over each minute, within 5 %, and next to nothing of it is wasted.
    @Test
    void theRateIsKeptOverEachMinute() {
        var random = new Random(5);
        var rate = new RateLimit(120, Per.MINUTE, 1);
        var throttle = new Throttle(rate, null);
        var queue = new PriorityQueue<Coming>(Comparator.comparing(Coming::at).thenComparingInt(Coming::number));
        for (int i = 0; i < 1_000; i++) {
            queue.add(new Coming(i, START.plusMillis(random.nextInt(60_000)), false));
        }
        var begun = new ArrayList<Instant>();
        int asked = 0;
        while (!queue.isEmpty()) {
            var batch = new ArrayList<Coming>();
            var now = queue.peek().at();
            while (!queue.isEmpty() && batch.size() < 10 && !queue.peek().at().isAfter(now.plusMillis(50))) {
                batch.add(queue.remove());
            }
            var at = now.plusMillis(50);
            asked += batch.size();
            var admitted = ask(throttle, at, batch.stream().map(Coming::waited).toArray(Boolean[]::new));
            for (int i = 0; i < batch.size(); i++) {
                var begin = admitted.begin().get(i);
                if (begin.isAfter(at)) {
                    // Queues count whole seconds.
                    var late = begin.plusMillis(random.nextInt(1_000));
                    queue.add(new Coming(batch.get(i).number(), late, true));
                } else {
                    begun.add(at);
                }
            }
        }

        assertThat(begun).hasSize(1_000);
        for (int i = 0; i < begun.size(); i++) {
            var end = begun.get(i).plusSeconds(60);
            long inAMinute =
                    begun.stream().skip(i).filter(time -> time.isBefore(end)).count();
            assertThat(inAMinute).isLessThanOrEqualTo(126);
        }
        assertThat(Duration.between(START, begun.getLast())).isLessThan(Duration.ofSeconds(530));
        assertThat(asked).isLessThan(2_300);
    }

    private record Coming(int number, Instant at, boolean waited) {}
}
