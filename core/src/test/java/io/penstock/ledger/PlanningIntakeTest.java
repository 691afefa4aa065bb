package io.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.event.ContentHash;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventKey;
import io.penstock.input.InvalidInputException;
import io.penstock.routing.Plan;
import io.penstock.routing.Router;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlanningIntakeTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456789Z");
    private static final Instant NOW_IN_MILLIS = Instant.parse("2026-03-01T10:00:00.123Z");

    private final TestClock clock = new TestClock(NOW);
    private final TenantUid tenant = TestTenants.uid();
    private final SubscriptionUid subscription = TestSubscriptions.uid();
    private final WantedTypes router = new WantedTypes();
    private final InMemoryLedger ledger = new InMemoryLedger(
            clock, new InMemoryRegistry(), InMemoryLedger.RETENTION, new InMemoryLedger.Backlog(100, 3));
    private final List<List<PlannedEvent>> planned = new ArrayList<>();
    private final PlanningIntake intake = new PlanningIntake(
            router,
            events -> {
                planned.add(events);
                return ledger.plan(events);
            },
            clock,
            new Random(42));

    /// Routes events by their types, to subscriptions in force at version 7.
    private final class WantedTypes implements Router {
        private final Map<String, List<SubscriptionUid>> wanted = new HashMap<>();

        @Override
        public Plan route(TenantUid asked, Event event) {
            assertThat(asked).isEqualTo(tenant);
            if (event.type().equals("broken")) {
                throw new IllegalStateException("the router is broken");
            }
            if (event.type().equals("endless")) {
                throw new InvalidInputException("", "too many steps");
            }
            return new Plan(7, wanted.getOrDefault(event.type(), List.of()));
        }
    }

    @Test
    void anEventOfMoreThanOneMebibyteIsRefusedWithAllOfItsBatch() {
        var small = event("order.created", 1);
        var largest = event("order.created", PlanningIntake.MAX_EVENT_BYTES - small.size() + 1);
        var larger = event("order.created", PlanningIntake.MAX_EVENT_BYTES - small.size() + 2);

        assertThat(largest.size()).isEqualTo(PlanningIntake.MAX_EVENT_BYTES);
        assertThat(intake.accept(tenant, List.of(largest))).hasSize(1);
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> intake.accept(tenant, List.of(larger)))
                .satisfies(e -> assertThat(e.field()).isEqualTo("data"))
                .withMessageContainingAll("1,048,576", "1,048,577");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> intake.accept(tenant, List.of(small, larger)))
                .satisfies(e -> assertThat(e.field()).isEqualTo("[1].data"));
        assertThat(planned).hasSize(1);
    }

    private static Event event(String type, int bytes) {
        return new Event(
                "1",
                "/shop",
                type,
                null,
                null,
                null,
                null,
                Map.of(),
                new EventData(EventData.Form.BINARY, new byte[bytes]));
    }

    @Test
    void anEventIsPlannedForThoseThatWantIt() {
        var other = TestSubscriptions.uid();
        router.wanted.put("order.created", List.of(subscription, other));
        var event = event("1", "order.created");

        var accepted = intake.accept(tenant, List.of(event));

        var key = EventKey.of(tenant, "/shop", "1");
        assertThat(accepted).containsExactly(new Acceptance(key, Acceptance.Kind.NEW));
        assertThat(planned)
                .containsExactly(List.of(new PlannedEvent(
                        tenant,
                        key,
                        planned.getFirst().getFirst().acceptId(),
                        NOW_IN_MILLIS,
                        event,
                        ContentHash.of(event),
                        new Plan(7, List.of(subscription, other)))));
        assertThat(ledger.sent())
                .containsExactlyInAnyOrder(
                        new DeliveryMessage(key, subscription, 1, 1), new DeliveryMessage(key, other, 1, 1));
    }

    @Test
    void anEventThatNobodyWantsIsKept() {
        var accepted = intake.accept(tenant, List.of(event("1", "order.created")));

        var record = ledger.event(tenant, accepted.getFirst().event()).orElseThrow();
        assertThat(record.state()).isEqualTo(EventRecord.State.UNMATCHED);
        assertThat(record.registryVersion()).isEqualTo(7);
        assertThat(ledger.sent()).isEmpty();
    }

    @Test
    void theEventsOfOneCallAreOneStepAndEachHasAnAcceptIdOfItsOwn() {
        router.wanted.put("order.created", List.of(subscription));

        intake.accept(tenant, List.of(event("1", "order.created"), event("2", "order.paid")));

        assertThat(planned).hasSize(1);
        var events = planned.getFirst();
        assertThat(events).extracting(PlannedEvent::acceptId).doesNotHaveDuplicates();
        assertThat(events).extracting(PlannedEvent::acceptedAt).containsOnly(NOW_IN_MILLIS);
        assertThat(events)
                .extracting(PlannedEvent::plan)
                .containsExactly(new Plan(7, List.of(subscription)), new Plan(7, List.of()));
    }

    @Test
    void anEventThatIsHandedInAgainIsToldFromItsFirstTime() {
        router.wanted.put("order.created", List.of(subscription));
        intake.accept(tenant, List.of(event("1", "order.created")));
        assertThat(ledger.sent()).hasSize(1);

        assertThat(kinds(event("1", "order.created"), event("2", "order.created"), event("1", "order.paid")))
                .containsExactly(Acceptance.Kind.DUPLICATE, Acceptance.Kind.NEW, Acceptance.Kind.CONFLICT);
        assertThat(ledger.sent()).hasSize(1);
    }

    @Test
    void ofTwoEventsOfTheSameNameInOneCallTheFirstIsNew() {
        assertThat(kinds(event("1", "order.created"), event("1", "order.created")))
                .containsExactly(Acceptance.Kind.NEW, Acceptance.Kind.DUPLICATE);
    }

    @Test
    void aRefusalIsPassedOnAndNothingIsStored() {
        router.wanted.put("order.created", List.of(subscription, TestSubscriptions.uid(), TestSubscriptions.uid()));
        intake.accept(tenant, List.of(event("1", "order.created")));

        assertThatExceptionOfType(IntakeRefusedException.class)
                .isThrownBy(() -> intake.accept(tenant, List.of(event("2", "order.created"))))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(IntakeRefusedException.Cause.BACKLOG));
        assertThat(ledger.event(tenant, EventKey.of(tenant, "/shop", "2"))).isEmpty();
    }

    @Test
    void oneEventThatCannotBeRoutedKeepsAllOfItsCallOut() {
        assertThatIllegalStateException()
                .isThrownBy(() -> intake.accept(tenant, List.of(event("1", "order.created"), event("2", "broken"))));
        assertThat(planned).isEmpty();
    }

    @Test
    void anEventThatTakesTooLongToMatchIsNamedAndKeepsAllOfItsCallOut() {
        var endless = event("2", "endless");

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> intake.accept(tenant, List.of(event("1", "order.created"), endless)))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("[1]"));
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> intake.accept(tenant, List.of(endless)))
                .satisfies(refused -> assertThat(refused.field()).isEmpty());
        assertThat(planned).isEmpty();
    }

    @Test
    void noEventsAreNoAcceptances() {
        assertThat(intake.accept(tenant, List.of())).isEmpty();
    }

    @Test
    void anEventForOneSubscriptionGoesThereWhateverIsWanted() {
        router.wanted.put("order.created", List.of(TestSubscriptions.uid()));
        var made = TestSubscriptions.of(tenant, "orders");

        var accepted = intake.acceptFor(made, event("1", "order.created"));

        assertThat(accepted.kind()).isEqualTo(Acceptance.Kind.NEW);
        assertThat(planned.getFirst().getFirst().plan()).isEqualTo(new Plan(made.version(), List.of(made.uid())));
        assertThat(planned.getFirst().getFirst().acceptedAt()).isEqualTo(NOW_IN_MILLIS);
        assertThat(ledger.sent()).containsExactly(new DeliveryMessage(accepted.event(), made.uid(), 1, 1));
    }

    private List<Acceptance.Kind> kinds(Event... events) {
        return intake.accept(tenant, List.of(events)).stream()
                .map(Acceptance::kind)
                .toList();
    }

    private static Event event(String id, String type) {
        return new Event(id, "/shop", type, null, null, null, null, Map.of(), null);
    }
}
