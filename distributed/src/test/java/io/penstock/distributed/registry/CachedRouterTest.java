package io.penstock.distributed.registry;

import static io.penstock.distributed.registry.Scene.ORDER_PAID;
import static io.penstock.distributed.registry.Scene.STOCK_LOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.routing.Plan;
import io.penstock.routing.Router;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.TestTenants;
import java.util.List;
import org.junit.jupiter.api.Test;

class CachedRouterTest {
    private static final long MUCH = 100_000_000;

    private final Scene scene = new Scene();
    private final DistributedRegistry registry = scene.open();
    private final CachedRouter router = scene.open().router(MUCH);

    private Plan route() {
        return router.route(scene.acme.uid(), ORDER_PAID);
    }

    private static void assertGoesTo(Plan plan, Subscription... subscriptions) {
        assertThat(plan.subscriptions())
                .containsExactlyInAnyOrderElementsOf(
                        List.of(subscriptions).stream().map(Subscription::uid).toList());
    }

    @Test
    void aChangeIsInForceForTheNextEvent() {
        assertThat(route()).isEqualTo(new Plan(0, List.of()));

        var orders = scene.make(registry, "orders", "order.*");
        assertGoesTo(route(), orders);
        var stock = registry.subscriptions().put(scene.wanting(orders, "stock.*"), orders.version());
        assertGoesTo(route());
        assertGoesTo(router.route(scene.acme.uid(), STOCK_LOW), stock);
        registry.subscriptions().delete(stock.uid(), stock.version());

        assertThat(router.route(scene.acme.uid(), STOCK_LOW)).isEqualTo(new Plan(3, List.of()));
    }

    @Test
    void aPlanHasTheVersionThatIsInForceWhateverWasChanged() {
        var orders = scene.make(registry, "orders", "order.*");

        var paused = scene.changeTimes(registry, orders, 3);

        assertThat(route()).isEqualTo(new Plan(paused.version(), List.of(orders.uid())));
        assertThat(paused.version()).isEqualTo(4);
    }

    @Test
    void whatWasChangedSinceIsReadAndNoMore() {
        scene.make(registry, "orders", "order.*");
        route();
        scene.reads.clear();

        route();
        assertThat(scene.reads).containsExactly("head");

        scene.make(registry, "more", "order.*");
        scene.reads.clear();
        assertThat(route().subscriptions()).hasSize(2);
        assertThat(scene.reads).containsExactly("head", RegistryPlaces.changes(scene.acme.uid()));
    }

    @Test
    void theVersionIsReadOnceForABatch() {
        var orders = scene.make(registry, "orders", "order.*");
        Router batch = router.forBatch();
        scene.reads.clear();

        for (int i = 0; i < 10; i++) {
            assertGoesTo(batch.route(scene.acme.uid(), ORDER_PAID), orders);
        }
        assertThat(scene.reads).filteredOn("head"::equals).hasSize(1);

        var more = scene.make(registry, "more", "order.*");
        assertGoesTo(router.forBatch().route(scene.acme.uid(), ORDER_PAID), orders, more);
    }

    @Test
    void anEventOfATenantThatHasEndedOrNeverWasGoesToNobody() {
        scene.make(registry, "orders", "order.*");
        route();

        registry.tenants().delete(scene.acme.uid());

        assertThat(route().subscriptions()).isEmpty();
        assertThat(router.route(TestTenants.uid(), ORDER_PAID)).isEqualTo(new Plan(0, List.of()));
    }

    @Test
    void aChangeWhoseMakerDiedIsDoneBeforeAnythingIsMatched() {
        scene.dieAfter(1);
        var made = scene.wanting(TestSubscriptions.of(scene.acme.uid(), "orders"), "order.*");
        assertThatExceptionOfType(Scene.Died.class)
                .isThrownBy(() -> registry.subscriptions().put(made, 0));
        scene.live();

        assertGoesTo(route(), made);

        assertThat(registry.subscriptions().find(made.uid())).isPresent();
        assertThat(registry.subscriptions().find(scene.acme.uid(), "orders")).isPresent();
    }

    @Test
    void aLongLogIsReadWhole() {
        var orders = scene.make(registry, "orders", "order.*");
        scene.changeTimes(registry, orders, 1_100);

        assertThat(route()).isEqualTo(new Plan(1_101, List.of(orders.uid())));
    }

    @Test
    void whatIsHeldIsLoadedAnewOnceTheLogDoesNotReachBackToIt() {
        var orders = scene.make(registry, "orders", "order.*");
        route();
        var keeper = registry.snapshotKeeper();
        orders = scene.changeTimes(registry, orders, 200);
        assertThat(keeper.keep(scene.acme.uid())).isTrue();
        orders = scene.changeTimes(registry, orders, 200);
        assertThat(keeper.keep(scene.acme.uid())).isTrue();
        assertThat(scene.log().getFirst()).isGreaterThan(2);
        scene.reads.clear();

        assertThat(route()).isEqualTo(new Plan(401, List.of(orders.uid())));

        assertThat(scene.reads).contains("blob");
    }

    @Test
    void whatWasNotUsedForLongestGoesWhenThereIsNoRoom() {
        var globex = TestTenants.of("globex");
        registry.tenants().put(globex);
        var ours = scene.make(registry, "orders", "order.*");
        var theirs = registry.subscriptions().put(TestSubscriptions.of(globex.uid(), "all"), 0);
        var small = scene.open().router(ours.bytes());

        for (int i = 0; i < 2; i++) {
            assertGoesTo(small.route(scene.acme.uid(), ORDER_PAID), ours);
            assertThat(small.size()).isEqualTo(1);
            assertGoesTo(small.route(globex.uid(), ORDER_PAID), theirs);
            assertThat(small.size()).isEqualTo(1);
        }
        var large = scene.open().router(MUCH);
        large.route(scene.acme.uid(), ORDER_PAID);
        large.route(globex.uid(), ORDER_PAID);
        assertThat(large.size()).isEqualTo(2);
    }
}
