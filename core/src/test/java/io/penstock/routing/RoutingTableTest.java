package io.penstock.routing;

import static io.penstock.routing.RoutedEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.input.InvalidInputException;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionFixture;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RoutingTableTest {
    private static final String PAID = "{\"data\":{\"state\":[\"paid\"]}}";

    private final TenantUid tenant = TestTenants.uid();
    private final AtomicInteger jsonForms = new AtomicInteger();
    private final RoutingTable table = new RoutingTable(event -> {
        jsonForms.incrementAndGet();
        return EventJson.write(event);
    });

    @Test
    void anEventGoesToThoseWhoWantItsType() {
        var exact = put(fixture().types("order.line.added"));
        var prefix = put(fixture().types("order.*"));
        var longerPrefix = put(fixture().types("order.line.*"));
        var all = put(fixture().types("*"));
        put(fixture().types("order.line"));
        put(fixture().types("order.line.added.*"));
        put(fixture().types("orde.*"));

        assertThat(routed(event("order.line.added"))).containsExactlyInAnyOrder(exact, prefix, longerPrefix, all);
    }

    @Test
    void aPrefixDoesNotWantItself() {
        put(fixture().types("order.*"));

        assertThat(routed(event("order"))).isEmpty();
        assertThat(routed(event("order."))).isEmpty();
        assertThat(routed(event("order..x"))).hasSize(1);
    }

    @Test
    void aTypeWithManyDotsFindsWhatPrefixesItCan() {
        var prefix = put(fixture().types(".".repeat(255) + "*"));

        assertThat(routed(event(".".repeat(2_000)))).containsExactly(prefix);
    }

    @Test
    void aFilterDecidesAboutTheRest() {
        var paid = put(fixture().types("order.*").filter(PAID));
        var unpaid = put(fixture().types("order.*").filter("{\"data\":{\"state\":[{\"anything-but\":\"paid\"}]}}"));

        assertThat(routed(event("order.x", "{\"state\":\"paid\"}"))).containsExactly(paid);
        assertThat(routed(event("order.x", "{\"state\":\"new\"}"))).containsExactly(unpaid);
        assertThat(routed(event("order.x"))).isEmpty();
    }

    @Test
    void aSubscriptionOfSeveralTypesIsInThePlanOnce() {
        var uid = put(fixture().types("order.created", "order.*", "*").filter(PAID));

        assertThat(routed(event("order.created", "{\"state\":\"paid\"}"))).containsExactly(uid);
    }

    @Test
    void aFilterFoundBySeveralValuesIsInThePlanOnce() {
        var uid = put(fixture().filter("{\"data\":{\"tags\":[\"a\",\"b\"]}}"));

        assertThat(routed(event("x", "{\"tags\":[\"a\",\"b\",\"a\"]}"))).containsExactly(uid);
    }

    @Test
    void pausedAndDisabledSubscriptionsAreInThePlan() {
        var paused = put(fixture().paused());
        var disabled = put(fixture().disabled().filter(PAID));

        assertThat(routed(event("x", "{\"state\":\"paid\"}"))).containsExactlyInAnyOrder(paused, disabled);
    }

    @Test
    void aTenantSeesNothingOfAnother() {
        put(fixture());

        assertThat(table.route(TestTenants.uid(), event("x"))).isEqualTo(new Plan(0, List.of()));
    }

    @Test
    void theJsonFormIsMadeOnlyWhereAFilterLooksAtItAndThenOnce() {
        put(fixture().types("plain"));
        put(fixture().types("order.*").filter(PAID));
        put(fixture().types("order.created").filter(PAID));

        table.route(tenant, event("plain"));
        assertThat(jsonForms).hasValue(0);

        table.route(tenant, event("order.created"));
        assertThat(jsonForms).hasValue(1);
    }

    @Test
    void equalFiltersServeEachOfTheirSubscriptions() {
        var uids =
                IntStream.range(0, 5).mapToObj(_ -> put(fixture().filter(PAID))).toList();
        var paid = event("x", "{\"state\":\"paid\"}");
        assertThat(routed(paid)).containsExactlyInAnyOrderElementsOf(uids);

        table.remove(tenant, uids.get(2), 7);
        assertThat(routed(paid)).hasSize(4).doesNotContain(uids.get(2));
    }

    @Test
    void aReplacedSubscriptionWantsOnlyWhatItWantsNow() {
        var before = fixture().version(1).types("a", "b").filter(PAID);
        put(before);
        put(before.version(2).types("b", "c").filter(null));

        assertThat(routed(event("a", "{\"state\":\"paid\"}"))).isEmpty();
        assertThat(routed(event("b"))).hasSize(1);
        assertThat(routed(event("c"))).hasSize(1);
        assertThat(table.size(tenant)).isEqualTo(1);
    }

    @Test
    void anOlderVersionDoesNotReplaceANewerOne() {
        var subscription = fixture().version(2).types("new");
        put(subscription);
        put(subscription.version(1).types("old"));

        assertThat(table.route(tenant, event("old"))).isEqualTo(new Plan(2, List.of()));
        assertThat(routed(event("new"))).hasSize(1);
    }

    @Test
    void thePlanHasTheHighestVersionSeen() {
        put(fixture().version(3));
        var uid = put(fixture().version(5));
        assertThat(table.route(tenant, event("x")).registryVersion()).isEqualTo(5);

        table.remove(tenant, uid, 6);
        assertThat(table.size(tenant)).isEqualTo(1);
        assertThat(table.route(tenant, event("x")).registryVersion()).isEqualTo(6);
    }

    @Test
    void whatWasEndedBeforeTheStartCountsForTheVersion() {
        table.start(9);
        assertThat(table.route(tenant, event("x"))).isEqualTo(new Plan(9, List.of()));

        var uid = put(fixture().version(4));
        assertThat(table.route(tenant, event("x"))).isEqualTo(new Plan(9, List.of(uid)));

        table.remove(tenant, uid, 10);
        assertThat(table.route(tenant, event("x"))).isEqualTo(new Plan(10, List.of()));
    }

    @Test
    void aRemovedTenantHasNoSubscriptions() {
        put(fixture());
        table.remove(tenant);

        assertThat(routed(event("x"))).isEmpty();
        assertThat(table.size(tenant)).isZero();

        table.remove(tenant, TestSubscriptions.uid(), 3);
        assertThat(table.size(tenant)).isZero();
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aChangeDoesNotWaitForAMatch() {
        var changes = new ArrayList<Runnable>();
        var changing = new RoutingTable(event -> {
            changes.forEach(Runnable::run);
            return EventJson.write(event);
        });
        var before = fixture().version(1).filter(PAID);
        var paid = event("x", "{\"state\":\"paid\"}");
        changing.put(before.subscription());

        changes.add(() -> changing.put(before.version(2).types("other").subscription()));

        assertThat(changing.route(tenant, paid))
                .isEqualTo(new Plan(1, List.of(before.subscription().uid())));
        assertThat(changing.route(tenant, paid)).isEqualTo(new Plan(2, List.of()));
    }

    @Test
    void anEventThatTakesTooLongToMatchIsRefused() {
        var ones = "1,".repeat(100_000) + "1";
        var expensive = IntStream.range(2, 12).mapToObj(Integer::toString).collect(Collectors.joining(","));
        IntStream.range(100, 130)
                .forEach(i -> put(fixture().filter("{\"data\":{\"x\":[%s,%d]}}".formatted(expensive, i))));

        assertThat(routed(event("x", "{\"x\":[1]}"))).isEmpty();
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> routed(event("x", "{\"x\":[%s]}".formatted(ones))))
                .withMessageContaining("steps");
    }

    @Test
    void aValueThatIsThereManyTimesIsLookedForOnce() {
        put(fixture().filter("{\"data\":{\"l\":{\"a\":[\"x\"],\"b\":[2]}}}"));
        var lines = "{\"a\":\"x\",\"b\":1},".repeat(20_000) + "{}";

        // Otherwise it would be asked 20,000 times, and each time compare 20,000 values.
        assertThat(routed(event("x", "{\"l\":[%s]}".formatted(lines)))).isEmpty();
    }

    @Test
    void aPlanIsInTheOrderOfTheUids() {
        IntStream.range(0, 20).forEach(_ -> put(fixture()));

        assertThat(routed(event("x"))).hasSize(20).isSortedAccordingTo(Comparator.comparing(SubscriptionUid::value));
    }

    private SubscriptionFixture fixture() {
        return SubscriptionFixture.of(tenant);
    }

    private SubscriptionUid put(SubscriptionFixture fixture) {
        Subscription subscription = fixture.subscription();
        table.put(subscription);
        return subscription.uid();
    }

    private List<SubscriptionUid> routed(Event event) {
        return table.route(tenant, event).subscriptions();
    }
}
