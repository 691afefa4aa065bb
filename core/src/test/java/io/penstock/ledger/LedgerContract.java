package io.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.ParkReason;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.ExtensionValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every [Ledger] promises, whatever it is made of.
public abstract class LedgerContract extends LedgerReads {
    @Test
    void whatIsNotThereIsNotFound() {
        var unplanned = event(subscription);

        assertThat(under.ledger().event(tenant, unplanned.key())).isEmpty();
        assertThat(under.ledger().deliveries(tenant, unplanned.key())).isEmpty();
        assertThat(under.ledger().delivery(tenant, DeliveryId.of(unplanned.key(), subscription)))
                .isEmpty();
        assertThat(under.ledger().events(everything(10))).isEqualTo(new Page<EventRecord>(List.of(), Optional.empty()));
        assertThat(under.ledger().deliveries(allDeliveries(10)))
                .isEqualTo(new Page<Delivery>(List.of(), Optional.empty()));
    }

    @Test
    void anEventIsReadAsItWasPlanned() {
        var extensions = new LinkedHashMap<String, ExtensionValue>();
        extensions.put("zone", new ExtensionValue.Text("Zürich 🏔"));
        extensions.put("attempt", new ExtensionValue.Int(Integer.MIN_VALUE));
        extensions.put("audited", new ExtensionValue.Bool(true));
        extensions.put("count", new ExtensionValue.Text("17"));
        var event = new Event(
                "id/1 ü",
                "https://shop.example/a?b=c#d",
                "order.created",
                "order 1",
                "2026-01-01T00:00:00.123456789+01:00",
                "text/plain; charset=utf-8",
                "https://schema.example/order",
                extensions,
                new EventData(EventData.Form.TEXT, "Grüße".getBytes(StandardCharsets.UTF_8)));

        assertReadAsPlanned(event);

        assertThat(record(planned(event)).event().extensions().keySet())
                .containsExactly("zone", "attempt", "audited", "count");
    }

    @Test
    void dataIsReadAsItWasPlanned() {
        assertReadAsPlanned(withData("none", null));
        assertReadAsPlanned(withData("json", new EventData(EventData.Form.JSON, new byte[] {'n', 'u', 'l', 'l'})));
        assertReadAsPlanned(withData("empty", new EventData(EventData.Form.BINARY, new byte[0])));
        assertReadAsPlanned(withData("binary", new EventData(EventData.Form.BINARY, new byte[] {0, -1, 127, -128})));
        assertReadAsPlanned(withData("large", new EventData(EventData.Form.BINARY, new byte[900_000])));
    }

    private static Event withData(String id, @Nullable EventData data) {
        return new Event(id, "/shop", "order.created", null, null, null, null, Map.of(), data);
    }

    private void assertReadAsPlanned(Event event) {
        var planned = planned(event, subscription);
        plan(planned);

        assertThat(record(planned).event()).isEqualTo(event);
        assertThat(begin(first(planned, subscription)).event()).isEqualTo(event);
    }

    @Test
    void eventsAreListedNewestFirst() {
        var keys = planMany(5);

        assertThat(keys(everything(100))).isEqualTo(keys.reversed());
    }

    @Test
    void eventsAreFoundByTypeSourceAndSubject() {
        var order = event(tenant, "order.created", "/shop", "order-1");
        var otherType = event(tenant, "order.created.v2", "/shop", "order-1");
        var otherSource = event(tenant, "order.created", "/shop/2", "order-1");
        var otherSubject = event(tenant, "order.created", "/shop", "order-2");
        var noSubject = event(tenant, "order.created", "/shop", null);
        plan(order, otherType, otherSource, otherSubject, noSubject);

        assertThat(keys(query("order.created.v2", null, null))).containsExactly(otherType.key());
        assertThat(keys(query(null, "/shop/2", null))).containsExactly(otherSource.key());
        assertThat(keys(query(null, null, "order-2"))).containsExactly(otherSubject.key());
        assertThat(keys(query("order.created", "/shop", "order-1"))).containsExactly(order.key());
        assertThat(keys(query("order.created", "/shop", null)))
                .containsExactly(noSubject.key(), otherSubject.key(), order.key());
        assertThat(keys(query("order.*", null, null))).isEmpty();
        assertThat(keys(query("ORDER.CREATED", null, null))).isEmpty();
    }

    @Test
    void eventsAreFoundByTheTimeTheyWereAccepted() {
        var one = event();
        var two = event();
        var three = event();
        plan(one, two, three);

        assertThat(keys(between(two.acceptedAt(), null))).containsExactly(three.key(), two.key());
        assertThat(keys(between(null, two.acceptedAt()))).containsExactly(one.key());
        assertThat(keys(between(two.acceptedAt(), three.acceptedAt()))).containsExactly(two.key());
        assertThat(keys(between(two.acceptedAt(), two.acceptedAt()))).isEmpty();
    }

    @Test
    void theStateOfAnEventIsThatOfItsDeliveriesTogether() {
        var other = subscription(tenant, "stock");
        var unmatched = event();
        var pending = event(subscription, other);
        var parked = event(subscription, other);
        var delivered = event(subscription, other);
        var failed = event(subscription, other);
        plan(unmatched, pending, parked, delivered, failed);
        exhaust(first(pending, subscription));
        deliver(first(parked, subscription));
        park(first(parked, other), ParkReason.PAUSED);
        deliver(first(delivered, subscription));
        deliver(first(delivered, other));
        deliver(first(failed, subscription));
        exhaust(first(failed, other));

        assertThat(keys(inState(EventRecord.State.UNMATCHED))).containsExactly(unmatched.key());
        assertThat(keys(inState(EventRecord.State.PENDING))).containsExactly(parked.key(), pending.key());
        assertThat(keys(inState(EventRecord.State.DELIVERED))).containsExactly(delivered.key());
        assertThat(keys(inState(EventRecord.State.FAILED))).containsExactly(failed.key());
        for (var planned : List.of(unmatched, pending, parked, delivered, failed)) {
            assertThat(keys(inState(record(planned).state()))).contains(planned.key());
        }
    }

    @Test
    void anEventInAListIsWhatItIsByItsKey() {
        var planned = event(subscription);
        plan(planned);
        plan(again(planned), inConflictWith(planned));

        assertThat(under.ledger().events(everything(10)).items()).containsExactly(record(planned));
        assertThat(record(planned).duplicates()).isEqualTo(2);
    }

    @Test
    void theDeliveriesOfAnEventAreListedWithTheirAttemptsUnfinishedAndFailedOnesFirst() {
        var stock = subscription(tenant, "stock");
        var mail = subscription(tenant, "mail");
        var planned = event(subscription, stock, mail);
        plan(planned);
        deliver(first(planned, subscription));
        exhaust(first(planned, mail));

        var deliveries = under.ledger().deliveries(tenant, planned.key());

        assertThat(deliveries)
                .containsExactlyInAnyOrder(
                        delivery(first(planned, subscription)),
                        delivery(first(planned, stock)),
                        delivery(first(planned, mail)));
        assertThat(deliveries.getLast()).isEqualTo(delivery(first(planned, subscription)));
        assertThat(deliveries.getLast().attempts()).hasSize(1);
    }

    @Test
    void deliveriesAreFoundBySubscriptionAndState() {
        var other = subscription(tenant, "stock");
        var one = event(subscription, other);
        var two = event(subscription);
        plan(one, two);
        deliver(first(one, subscription));
        park(first(one, other), ParkReason.PAUSED);
        var delivered = first(one, subscription).delivery();
        var parked = first(one, other).delivery();
        var waiting = first(two, subscription).delivery();

        assertThat(ids(deliveries(null, null))).containsExactlyInAnyOrder(waiting, delivered, parked);
        assertThat(ids(deliveries(null, null))).first().isEqualTo(waiting);
        assertThat(ids(deliveries(subscription, null))).containsExactly(waiting, delivered);
        assertThat(ids(deliveries(other, null))).containsExactly(parked);
        assertThat(ids(deliveries(null, DeliveryState.PARKED))).containsExactly(parked);
        assertThat(ids(deliveries(subscription, DeliveryState.DELIVERED))).containsExactly(delivered);
        assertThat(ids(deliveries(other, DeliveryState.DELIVERED))).isEmpty();
    }

    @Test
    void aDeliveryInAListIsWhatItIsByItsIdWithoutItsAttempts() {
        var message = planAndTake();
        failAndRetryAfter(message, Duration.ofSeconds(5));

        var listed = under.ledger().deliveries(allDeliveries(10)).items().getFirst();

        assertThat(listed.attempts()).isEmpty();
        assertThat(listed).usingRecursiveComparison().ignoringFields("attempts").isEqualTo(delivery(message));
    }

    @Test
    void aSubscriptionThatIsGoneIsStillCalledWhatItWas() {
        var message = planAndTake();
        var present = under.registry().subscriptions().find(subscription).orElseThrow();
        assertThat(under.registry().subscriptions().delete(subscription, present.version()))
                .isTrue();

        assertThat(delivery(message).subscriptionId()).isEqualTo("orders");
        assertThat(under.ledger().deliveries(allDeliveries(10)).items())
                .extracting(Delivery::subscriptionId)
                .containsExactly("orders");
    }

    @Test
    void whatBelongsToAnotherTenantIsInvisible() {
        var message = planAndTake();
        var globex = tenant("globex");

        assertThat(under.ledger().event(globex, message.event())).isEmpty();
        assertThat(under.ledger().deliveries(globex, message.event())).isEmpty();
        assertThat(under.ledger().delivery(globex, message.delivery())).isEmpty();
        assertThat(keys(of(globex, everything(10)))).isEmpty();
        assertThat(ids(new DeliveryQuery(globex, null, Set.of(), null, 10))).isEmpty();
        assertThat(ids(new DeliveryQuery(globex, subscription, Set.of(), null, 10)))
                .isEmpty();
    }

    @Test
    void whatHasPassedItsRetentionIsInvisible() {
        var old = planAndTake();
        under.moveClock(under.retention().minusSeconds(1));
        assertThat(record(old).key()).isEqualTo(old.event());
        under.moveClock(Duration.ofSeconds(1));
        var fresh = event(subscription);
        plan(fresh);

        assertThat(under.ledger().event(tenant, old.event())).isEmpty();
        assertThat(under.ledger().deliveries(tenant, old.event())).isEmpty();
        assertThat(under.ledger().delivery(tenant, old.delivery())).isEmpty();
        assertThat(keys(everything(10))).containsExactly(fresh.key());
        assertThat(ids(allDeliveries(10))).containsExactly(DeliveryId.of(fresh.key(), subscription));
    }
}
