package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.ParkReason;
import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.ledger.Acceptance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeliveryCycleTest {
    private static final Event EVENT = Samples.event("1");

    @TempDir
    Path directory;

    private EngineFixture gateway;

    @BeforeEach
    void open() {
        gateway = new EngineFixture(directory);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void anEventIsHandedOnAndDeliveredOnce() {
        assertThat(gateway.plan("1", 1, 2)).isEqualTo(Acceptance.Kind.NEW);
        var due = gateway.allDue();
        assertThat(due)
                .extracting(DeliveryMessage::subscription)
                .containsExactly(Samples.subscription(1), Samples.subscription(2));
        assertThat(gateway.engine().deliveries().begin(due.getFirst()))
                .isEqualTo(new Beginning.Begun(
                        EVENT,
                        Samples.START,
                        Samples.START.plus(Duration.ofDays(30).minusHours(1))));
        assertThat(due).allMatch(gateway::deliver);
        assertThat(due).noneMatch(gateway::deliver);
        assertThat(gateway.next()).isNull();
        assertThat(gateway.engine().queue().inMemory()).isEqualTo(new DispatchQueue.InMemory(0, 0));
        assertThat(gateway.engine().parking().look()).isEmpty();
    }

    @Test
    void aDuplicateIsNotDeliveredAndAnotherContentIsAConflict() {
        gateway.plan("1", 1);
        gateway.allDue().forEach(gateway::deliver);
        assertThat(gateway.plan("1", 1)).isEqualTo(Acceptance.Kind.DUPLICATE);
        var other = Samples.event("1", "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(gateway.plan(Samples.planned(other, Samples.START, 1))).isEqualTo(Acceptance.Kind.CONFLICT);
        assertThat(gateway.next()).isNull();
    }

    @Test
    void aDuplicateInsideOfABatchIsOne() {
        var batch = List.of(
                Samples.planned(EVENT, Samples.START, 1),
                Samples.planned(EVENT, Samples.START, 1),
                Samples.planned(Samples.event("2"), Samples.START, 1));
        assertThat(gateway.engine().plans().plan(batch))
                .extracting(Acceptance::kind)
                .containsExactly(Acceptance.Kind.NEW, Acceptance.Kind.DUPLICATE, Acceptance.Kind.NEW);
        assertThat(gateway.allDue()).hasSize(2);
    }

    @Test
    void theSameHandedInTwiceUnderOneAcceptIdIsNew() {
        var planned = Samples.planned(EVENT, Samples.START, 1);
        assertThat(gateway.plan(planned)).isEqualTo(Acceptance.Kind.NEW);
        assertThat(gateway.plan(planned)).isEqualTo(Acceptance.Kind.NEW);
        assertThat(gateway.allDue()).hasSize(1);
    }

    @Test
    void aRetryComesWhenItIsDueAndNotBefore() {
        gateway.plan("1", 1);
        gateway.fail(gateway.taken(), Duration.ofSeconds(5));
        gateway.clock.advance(Duration.ofMillis(4_999));
        assertThat(gateway.next()).isNull();
        gateway.clock.advance(Duration.ofMillis(1));
        assertThat(gateway.taken().n()).isEqualTo(2);
    }

    @Test
    void whatWasUnderWayIsDueAgainAfterARestart() {
        gateway.plan("1", 1);
        gateway.plan("2", 1);
        gateway.deliver(gateway.taken());
        var lost = gateway.taken();
        gateway.reopen();
        assertThat(gateway.allDue()).containsExactly(lost);
        assertThat(gateway.plan("3", 1)).isEqualTo(Acceptance.Kind.NEW);
        assertThat(gateway.allDue()).hasSize(1);
    }

    @Test
    void aMessageThatMemoryDoesNotKnowIsLookedUp() {
        gateway.plan("1", 1);
        gateway.reopen();
        var message = message(1, 1);
        assertThat(gateway.engine().deliveries().begin(message)).isInstanceOf(Beginning.Begun.class);
        assertThat(gateway.next()).isNull();
        assertThat(gateway.engine().deliveries().begin(message(1, 2))).isInstanceOf(Beginning.Passed.class);
        assertThat(gateway.deliver(message)).isTrue();
        assertThat(gateway.engine().deliveries().begin(message)).isInstanceOf(Beginning.Passed.class);
    }

    @Test
    void aReplayTakesThePlaceOfTheRunBefore() {
        gateway.plan("1", 1);
        var first = gateway.taken();
        assertThat(gateway.engine().replays().replay(Samples.TENANT, first.delivery()))
                .isTrue();
        assertThat(gateway.engine().deliveries().begin(first)).isInstanceOf(Beginning.Passed.class);
        assertThat(gateway.deliver(first)).isFalse();
        assertThat(gateway.allDue()).containsExactly(message(2, 1));
        assertThat(gateway.deliver(message(2, 1))).isTrue();
        assertThat(gateway.engine().replays().replay(Samples.TENANT, first.delivery()))
                .isTrue();
        assertThat(gateway.allDue()).containsExactly(message(3, 1));
    }

    @Test
    void deliveredWinsOverAFailureOfTheSameRun() {
        gateway.plan("1", 1);
        var message = gateway.taken();
        assertThat(gateway.fail(message, Duration.ofSeconds(5))).isTrue();
        assertThat(gateway.deliver(message)).isTrue();
        gateway.clock.advance(Duration.ofMinutes(1));
        assertThat(gateway.next()).isNull();
        assertThat(gateway.fail(message, Duration.ofSeconds(5))).isFalse();
    }

    @Test
    void whatIsParkedComesWhenItIsReleased() {
        gateway.plan("1", 1);
        gateway.plan("2", 1);
        assertThat(gateway.allDue())
                .allMatch(message -> gateway.engine().deliveries().move(message, new Next.Park(ParkReason.PAUSED)));
        assertThat(gateway.next()).isNull();
        assertThat(gateway.engine().parking().look())
                .singleElement()
                .satisfies(unfinished -> assertThat(unfinished.parked()).containsExactly(ParkReason.PAUSED));
        assertThat(gateway.engine().parking().release(Samples.subscription(1), ParkReason.PAUSED, 1))
                .isEqualTo(1);
        assertThat(gateway.allDue())
                .singleElement()
                .satisfies(message -> assertThat(message.event()).isEqualTo(key("1")));
        assertThat(gateway.engine().parking().release(Samples.subscription(1), ParkReason.PAUSED, 9))
                .isEqualTo(1);
        assertThat(gateway.allDue()).hasSize(1);
    }

    @Test
    void whatIsCancelledVanishesFromMemory() {
        gateway.plan("1", 1);
        gateway.plan("2", 1);
        gateway.plan("3", 1);
        var underWay = gateway.taken();
        assertThat(gateway.engine().parking().cancel(Samples.subscription(1), "gone", 2))
                .isEqualTo(2);
        assertThat(gateway.allDue()).hasSize(1);
        assertThat(gateway.engine().deliveries().begin(underWay)).isInstanceOf(Beginning.Passed.class);
        assertThat(gateway.deliver(underWay)).isFalse();
    }

    @Test
    void whatIsParkedExpires() {
        gateway.plan("1", 1);
        gateway.engine().deliveries().move(gateway.taken(), new Next.Park(ParkReason.DISABLED));
        gateway.clock.advance(Duration.ofDays(30).minusHours(1));
        assertThat(gateway.engine().parking().expire(gateway.clock.instant(), 9))
                .isZero();
        gateway.clock.advance(Duration.ofMillis(1));
        assertThat(gateway.engine().parking().expire(gateway.clock.instant(), 9))
                .isEqualTo(1);
        assertThat(gateway.engine().parking().look()).isEmpty();
    }

    @Test
    void aMessageThatIsGivenBackComesAgain() {
        gateway.plan("1", 1);
        var message = gateway.taken();
        gateway.engine().queue().giveBack(message);
        assertThat(gateway.next()).isNull();
        gateway.clock.advance(Duration.ofSeconds(1));
        assertThat(gateway.taken()).isEqualTo(message);
    }

    @Test
    void anEndIsFinal() {
        gateway.plan("1", 1);
        var message = gateway.taken();
        var end = new Next.End(DeliveryState.EXHAUSTED, "the last attempt failed");
        assertThat(gateway.engine()
                        .deliveries()
                        .finish(message, Samples.attempt(message, Samples.START, Samples.failed()), end))
                .isTrue();
        assertThat(gateway.deliver(message)).isFalse();
    }

    private static DeliveryMessage message(int run, int n) {
        return new DeliveryMessage(key("1"), Samples.subscription(1), run, n);
    }

    private static EventKey key(String id) {
        return EventKey.of(Samples.TENANT, "/shop", id);
    }
}
