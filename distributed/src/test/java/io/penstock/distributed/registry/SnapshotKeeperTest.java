package io.penstock.distributed.registry;

import static io.penstock.distributed.registry.Scene.ORDER_PAID;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.filter.Filter;
import io.penstock.routing.Plan;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.TestTenants;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SnapshotKeeperTest {
    private final Scene scene = new Scene();
    private final DistributedRegistry registry = scene.open();
    private final SnapshotKeeper keeper = registry.snapshotKeeper();

    private boolean keep() {
        return keeper.keep(scene.acme.uid());
    }

    private Plan routeAnew() {
        return scene.open().router(1_000_000).route(scene.acme.uid(), ORDER_PAID);
    }

    @Test
    void noSnapshotIsMadeOfAFewChanges() {
        var orders = scene.make(registry, "orders", "order.*");
        scene.changeTimes(registry, orders, SnapshotKeeper.MIN_CHANGES - 2);

        assertThat(keep()).isFalse();
        assertThat(keeper.keep(TestTenants.uid())).isFalse();
        assertThat(scene.blobs.names()).isEmpty();
    }

    @Test
    void whatIsLoadedFromASnapshotIsWhatWasPut() {
        var deleted = scene.make(registry, "deleted", "order.*");
        registry.subscriptions().delete(deleted.uid(), deleted.version());
        var plain = scene.make(registry, "plain", "order.paid", "stock.*");
        var filtered = registry.subscriptions()
                .put(filtered(TestSubscriptions.of(scene.acme.uid(), "filtered"), "[\"/shop\"]"), 0);
        registry.subscriptions().put(filtered(TestSubscriptions.of(scene.acme.uid(), "other"), "[\"/other\"]"), 0);
        var last = scene.changeTimes(registry, plain, SnapshotKeeper.MIN_CHANGES);

        assertThat(keep()).isTrue();

        scene.reads.clear();
        var plan = routeAnew();
        assertThat(plan.registryVersion()).isEqualTo(last.version());
        assertThat(plan.subscriptions()).containsExactlyInAnyOrder(plain.uid(), filtered.uid());
        assertThat(scene.reads).contains("blob");
        assertThat(keep()).isFalse();
    }

    private static Subscription filtered(Subscription subscription, String source) {
        return subscription.with(
                new SubscriptionSpec(
                        List.of(new TypePattern.All()),
                        Filter.parse("{\"source\":%s}".formatted(source)),
                        subscription.destination(),
                        subscription.policy()),
                subscription.updatedAt());
    }

    @Test
    void twoSnapshotsAreKeptAndTheLogFromTheOlderOneOn() {
        var orders = scene.make(registry, "orders", "order.*");
        for (int i = 1; i <= 4; i++) {
            orders = scene.changeTimes(registry, orders, 200);
            assertThat(keep()).isTrue();
        }

        assertThat(scene.blobs.names()).hasSize(2);
        assertThat(scene.log())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(602, 801).boxed().toList());
    }

    @Test
    void whereverItDiesTheNextOneGoesOn() {
        for (int effects = 0; effects < 300; effects += effects < 10 ? 1 : 50) {
            var scene = new Scene();
            var registry = scene.open();
            var orders = scene.make(registry, "orders", "order.*");
            for (int i = 0; i < 2; i++) {
                orders = scene.changeTimes(registry, orders, 200);
                registry.snapshotKeeper().keep(scene.acme.uid());
            }
            orders = scene.changeTimes(registry, orders, 200);
            scene.dieAfter(effects);
            boolean died = false;
            try {
                registry.snapshotKeeper().keep(scene.acme.uid());
            } catch (Scene.Died e) {
                died = true;
            }
            scene.live();
            var plan = scene.open().router(1_000_000).route(scene.acme.uid(), ORDER_PAID);
            assertThat(plan).isEqualTo(new Plan(601, List.of(orders.uid())));
            assertThat(died).isEqualTo(effects < 204);

            scene.changeTimes(registry, orders, 200);
            registry.snapshotKeeper().keep(scene.acme.uid());
            assertThat(scene.blobs.names()).as("after %d effects", effects).hasSize(2);
            assertThat(scene.log().getFirst()).isGreaterThan(300);
        }
    }

    @Test
    void aTenantThatHasEndedGetsNone() {
        var orders = scene.make(registry, "orders", "order.*");
        scene.changeTimes(registry, orders, 200);
        registry.tenants().delete(scene.acme.uid());

        assertThat(keep()).isFalse();
    }
}
