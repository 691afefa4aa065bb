package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.event.EventKey;
import io.penstock.subscription.RateLimit;
import io.penstock.subscription.Throttle;
import io.penstock.testing.TestClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WindowsTest {
    private static final int ATTEMPTS = 64;

    private static final Instant START = TestClock.START;

    private Throttle throttle = Throttle.NONE;
    private final Windows windows =
            new Windows(EmbeddedOptions.in(Path.of("nowhere")).withAttempts(ATTEMPTS, ATTEMPTS), _ -> throttle);

    @Test
    void anAttemptThatHasEndedMakesRoomForAnotherBeforeItsOutcomeIsWritten() {
        ready(2 * ATTEMPTS);
        var underWay = startAll();
        assertThat(underWay).hasSize(ATTEMPTS);

        windows.end(underWay.getFirst());

        assertThat(startAll()).hasSize(1);
    }

    @Test
    void whoseOutcomesAreNotWrittenCountAgainFromALimitOn() {
        ready(3 * ATTEMPTS);
        var underWay = startAll();
        int most = Windows.maxUnwritten(ATTEMPTS);
        underWay.forEach(windows::end);

        assertThat(startAll()).hasSize(most);
        assertThat(windows.inFlightCount()).isEqualTo(ATTEMPTS);

        windows.release(underWay.getFirst().message());
        assertThat(startAll()).isEmpty();
        windows.end(underWay.getLast());
        assertThat(startAll()).hasSize(1);
    }

    @Test
    void everythingIsFreeOnceAllOutcomesAreWritten() {
        ready(2 * ATTEMPTS);
        var underWay = startAll();
        underWay.forEach(windows::end);
        underWay.addAll(startAll());

        underWay.forEach(entry -> windows.release(entry.message()));

        assertThat(windows.inFlightCount()).isZero();
        assertThat(startAll()).hasSize(2 * ATTEMPTS - underWay.size());
    }

    @Test
    void noMoreBeginThanTheRateAllows() {
        throttle = new Throttle(new RateLimit(10, RateLimit.Per.SECOND, 3), null);
        readyOfOne(6);

        assertThat(startAll(START)).hasSize(3);
        assertThat(windows.nextWake()).isEqualTo(START.plusMillis(100).toEpochMilli());
        assertThat(startAll(START.plusMillis(99))).isEmpty();
        assertThat(startAll(START.plusMillis(100))).hasSize(1);
        assertThat(startAll(START.plusMillis(399))).hasSize(2);
    }

    @Test
    void whatIsNotMadeCountsForNoRate() {
        throttle = new Throttle(new RateLimit(1, RateLimit.Per.HOUR, 1), null);
        readyOfOne(3);
        var started = startAll(START);
        assertThat(started).hasSize(1);

        windows.notMade(started.getFirst().message().subscription());

        assertThat(startAll(START)).hasSize(1);
        assertThat(startAll(START.plusSeconds(3_599))).isEmpty();
        assertThat(startAll(START.plusSeconds(3_600))).hasSize(1);
    }

    @Test
    void noMoreAreUnderWayThanTheReceiverIsGiven() {
        throttle = new Throttle(null, 2);
        readyOfOne(4);
        var started = startAll(START);
        assertThat(started).hasSize(2);
        assertThat(startAll(START.plusSeconds(60))).isEmpty();

        windows.end(started.getFirst());

        assertThat(startAll(START)).hasSize(1);
    }

    @Test
    void aChangeIsSeenWithinASecond() {
        throttle = new Throttle(new RateLimit(1, RateLimit.Per.HOUR, 1), null);
        readyOfOne(3);
        assertThat(startAll(START)).hasSize(1);

        throttle = Throttle.NONE;

        assertThat(startAll(START.plus(Window.MAX_HOLD))).hasSize(2);
    }

    @Test
    void whatIsHeldIsInNobodyElsesWay() {
        throttle = new Throttle(null, 1);
        readyOfOne(3);
        ready(5);

        assertThat(startAll(START)).hasSize(5);
    }

    @Test
    void aWindowIsNotForgottenWhoseRateIsUsedUp() {
        throttle = new Throttle(new RateLimit(1, RateLimit.Per.MINUTE, 1), null);
        readyOfOne(1);
        startAll(START).forEach(entry -> windows.release(entry.message()));

        windows.forgetIdle(START.plusSeconds(59));
        readyOfOne(1);

        assertThat(startAll(START.plusSeconds(59))).isEmpty();
        assertThat(startAll(START.plusSeconds(60))).hasSize(1);
        windows.forgetIdle(START.plusSeconds(600));
        assertThat(windows.find(Samples.subscription(0))).isNotNull();
    }

    /// Deliveries of the first subscription.
    private void readyOfOne(int count) {
        for (int i = 0; i < count; i++) {
            due(i + 1, new Names.Name(0, Samples.subscription(0), 0, "subscription-0"));
        }
    }

    /// Deliveries that are due, each of another tenant.
    private void ready(int count) {
        for (int i = 0; i < count; i++) {
            due(i + 1, new Names.Name(i, Samples.subscription(i), i, "subscription-" + i));
        }
    }

    private void due(int seq, Names.Name subscription) {
        var event = Samples.event("event-" + seq);
        var key = EventKey.of(Samples.TENANT, event.source(), event.id());
        var message = new DeliveryMessage(key, subscription.uid(), 1, 1);
        var stored = new StoredEvent(seq, key, Samples.START, event);
        windows.due(windows.window(subscription), stored, message, Long.MAX_VALUE);
    }

    private List<Entry> startAll() {
        return startAll(START);
    }

    private List<Entry> startAll(Instant now) {
        windows.wakeUp(now.toEpochMilli());
        var started = new ArrayList<Entry>();
        for (var entry = windows.next(now); entry != null; entry = windows.next(now)) {
            started.add(entry);
        }
        return started;
    }
}
