package io.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryState;
import io.penstock.event.EventKey;
import io.penstock.input.InvalidInputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [Ledger] promises of its pages and cursors, whatever it is made of.
public abstract class LedgerPagesContract extends LedgerReads {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void pagesHaveEveryEventOnceAndAreNoLongerThanAsked(int limit) {
        var keys = planMany(7);

        assertThat(keys(everything(limit))).isEqualTo(keys.reversed());
    }

    @Test
    void eventsOfTheSameMillisecondAreAllOnThePages() {
        var one = event();
        var planned = new ArrayList<PlannedEvent>(List.of(one));
        for (int i = 0; i < 6; i++) {
            planned.add(acceptedAt(event(), one.acceptedAt()));
        }
        under.plans().plan(planned);

        assertThat(keys(everything(2)))
                .containsExactlyInAnyOrderElementsOf(
                        planned.stream().map(PlannedEvent::key).toList());
    }

    @Test
    void whatComesInWhileSomeoneTurnsThePagesMakesNoGapAndNoRepetition() {
        var keys = planMany(6);
        var seen = new ArrayList<EventKey>();
        var cursor = under.ledger().events(everything(2));
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            cursor.items().forEach(item -> seen.add(item.key()));
            if (cursor.next().isEmpty()) {
                break;
            }
            plan(event(), event(subscription));
            cursor = under.ledger().events(on(everything(2), cursor.next().orElseThrow()));
        }

        assertThat(seen).isEqualTo(keys.reversed());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void pagesHaveEveryDeliveryOnce(int limit) {
        var other = subscription(tenant, "stock");
        var expected = new ArrayList<DeliveryId>();
        for (int i = 0; i < 3; i++) {
            var planned = event(subscription, other);
            plan(planned);
            expected.add(DeliveryId.of(planned.key(), subscription));
            expected.add(DeliveryId.of(planned.key(), other));
        }

        assertThat(ids(allDeliveries(limit))).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aCursorOfAnotherListIsRefused() {
        plan(event(subscription), event(subscription), event(subscription));
        var globex = tenant("globex");
        var ofEvents = under.ledger().events(everything(1)).next().orElseThrow();
        var ofType = under.ledger()
                .events(query("order.created", null, null, 1))
                .next()
                .orElseThrow();
        var ofDeliveries = under.ledger().deliveries(allDeliveries(1)).next().orElseThrow();

        assertRefused(() -> under.ledger().events(on(query("order.created", null, null), ofEvents)));
        assertRefused(() -> under.ledger().events(on(query(null, "order.created", null), ofType)));
        assertRefused(() -> under.ledger().events(on(inState(EventRecord.State.PENDING), ofEvents)));
        assertRefused(() -> under.ledger().events(on(between(Instant.EPOCH, null), ofEvents)));
        assertRefused(() -> under.ledger().events(on(between(null, under.clock().instant()), ofEvents)));
        assertRefused(() -> under.ledger().events(on(of(globex, everything(1)), ofEvents)));
        assertRefused(() -> under.ledger().events(on(everything(1), ofDeliveries)));
        assertRefused(() -> under.ledger().deliveries(new DeliveryQuery(tenant, null, Set.of(), ofEvents, 1)));
        assertRefused(() -> under.ledger().deliveries(new DeliveryQuery(globex, null, Set.of(), ofDeliveries, 1)));
        assertRefused(
                () -> under.ledger().deliveries(new DeliveryQuery(tenant, subscription, Set.of(), ofDeliveries, 1)));
        var waiting = new DeliveryQuery(tenant, null, Set.of(DeliveryState.WAITING), ofDeliveries, 1);
        assertRefused(() -> under.ledger().deliveries(waiting));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0", "-1", "null", "%00", "ü", "99999999999999999999", "eyJhIjoxfQ"})
    void whatIsNoCursorIsRefused(String cursor) {
        plan(event(subscription));

        assertRefused(() -> under.ledger().events(on(everything(1), cursor)));
        assertRefused(() -> under.ledger().deliveries(new DeliveryQuery(tenant, null, Set.of(), cursor, 1)));
    }

    private static void assertRefused(ThrowingCallable read) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(read)
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("cursor"));
    }
}
