package io.penstock.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.ParkReason;
import io.penstock.event.Event;
import io.penstock.ledger.LedgerSuite;
import io.penstock.subscription.Status;
import io.penstock.tenant.Tenant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is announced of every ledger's deliveries, whatever it is made of.
public abstract class AnnouncedDeliveriesContract extends LedgerSuite {
    private static final int ALL = 1_000;

    private List<Event> announced() {
        return under.announced().stream()
                .filter(event -> event.type().startsWith("penstock.delivery."))
                .toList();
    }

    private Event ended(DeliveryMessage message, DeliveryState state, String reason) {
        return OperationalEventJson.event(new OperationalEvent.DeliveryEnded(
                "acme",
                message.delivery(),
                message.event(),
                "orders",
                message.run(),
                message.n(),
                state,
                reason,
                under.clock().instant()));
    }

    private boolean end(DeliveryMessage message, DeliveryState state, String reason) {
        return under.deliveries().finish(message, failed(message), new Next.End(state, reason));
    }

    @Test
    void aDeliveryThatIsExhaustedIsAnnouncedOnce() {
        var first = planAndTake();
        failAndRetryAfter(first, Duration.ofSeconds(5));
        under.moveClock(Duration.ofSeconds(6));
        var second = message(first, 1, 2);
        begin(second);

        assertThat(end(second, DeliveryState.EXHAUSTED, "attempt 2 was the last one"))
                .isTrue();
        assertThat(end(second, DeliveryState.EXHAUSTED, "attempt 2 was the last one"))
                .isFalse();

        assertThat(announced().stream().distinct())
                .containsExactly(ended(second, DeliveryState.EXHAUSTED, "attempt 2 was the last one"));
    }

    @Test
    void aRefusalIsAnnouncedAndSoIsThatItsSubscriptionIsDisabled() {
        var message = planAndTake();
        begin(message);
        var now = under.clock().instant();
        var present = under.registry().subscriptions().find(subscription).orElseThrow();

        under.deliveries()
                .finish(
                        message,
                        failed(message),
                        new Next.Refuse("410 Gone", present.with(Status.disabled("410 Gone", now), now)));

        assertThat(announced()).containsExactly(ended(message, DeliveryState.REFUSED, "410 Gone"));
    }

    @Test
    void whatExpiresIsAnnouncedWhetherItWaitsOrIsParked() {
        var waits = planAndTake();
        assertThat(under.deliveries().move(waits, new Next.End(DeliveryState.EXPIRED, "its time ran out")))
                .isTrue();
        assertThat(announced()).containsExactly(ended(waits, DeliveryState.EXPIRED, "its time ran out"));
        var parked = planAndTake();
        park(parked, ParkReason.PAUSED);
        var expires = delivery(parked).expires();
        under.moveClock(Duration.between(under.clock().instant(), expires).plusMillis(1));

        under.parking().expire(under.clock().instant(), ALL);

        assertThat(announced())
                .extracting(Event::type, Event::subject)
                .containsExactly(tuple(
                        "penstock.delivery.expired",
                        "tenants/acme/deliveries/" + parked.delivery().text()));
    }

    @Test
    void anotherRunIsAnnouncedUnderAnIdOfItsOwn() {
        var first = planAndTake();
        begin(first);
        end(first, DeliveryState.EXHAUSTED, "status 500");
        under.replays().replay(tenant, first.delivery());
        var second = message(first, 2, 1);
        begin(second);
        end(second, DeliveryState.EXHAUSTED, "status 500");

        assertThat(announced()).extracting(Event::id).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void whatIsDeliveredCancelledOrGoesOnIsNotAnnounced() {
        deliver(planAndTake());
        failAndRetryAfter(planAndTake(), Duration.ofDays(1));
        park(planAndTake(), ParkReason.PAUSED);
        under.deliveries().move(planAndTake(), new Next.End(DeliveryState.CANCELLED, "its subscription was deleted"));

        assertThat(announced()).isEmpty();
    }

    @Test
    void theLoserAnnouncesNothingOfItsOwn() {
        var message = planAndTake();
        deliver(message);

        assertThat(end(message, DeliveryState.EXHAUSTED, "status 500")).isFalse();

        assertThat(announced()).isEmpty();
    }

    @Test
    void nothingIsAnnouncedOfTheReservedTenant() {
        var penstock = tenant(Tenant.RESERVED_ID);
        var watching = subscription(penstock, "watch");
        var event = event(penstock, "penstock.tenant.created", "penstock", null, watching);
        plan(event);
        var message = first(event, watching);
        begin(message);

        assertThat(end(message, DeliveryState.EXHAUSTED, "status 500")).isTrue();

        assertThat(announced()).isEmpty();
    }

    @Test
    void whatWasNotTakenBeforeACrashIsThereAfterwards() {
        var message = planAndTake();
        begin(message);
        end(message, DeliveryState.EXHAUSTED, "status 500");

        assumeTrue(under.reopen(), "this ledger does not outlive a crash");

        assertThat(announced()).containsExactly(ended(message, DeliveryState.EXHAUSTED, "status 500"));
        assertThat(announced()).isEmpty();
    }
}
