package io.penstock.distributed.registry;

import static io.penstock.distributed.registry.Scene.ORDER_PAID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.access.TestKeys;
import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import io.penstock.distributed.UnknownFormException;
import io.penstock.distributed.Value;
import io.penstock.subscription.Selection;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.TestTenants;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Whoever dies in the middle of something leaves all of it or nothing to be seen.
class RegistryRepairsTest {
    /// More than any change has.
    private static final int EFFECTS = 12;

    private Scene scene = new Scene();
    private DistributedRegistry registry = scene.open();

    /// Does `step` in a new scene each time, dying before each of its effects in turn, and looks at what another process
    /// finds.
    private void dyingBeforeEachEffect(Consumer<Scene> before, Consumer<DistributedRegistry> step, Runnable look) {
        int died = 0;
        for (int effects = 0; effects < EFFECTS; effects++) {
            scene = new Scene();
            registry = scene.open();
            before.accept(scene);
            scene.dieAfter(effects);
            try {
                step.accept(registry);
            } catch (Scene.Died e) {
                died++;
            }
            scene.live();
            registry = scene.open();
            look.run();
        }
        assertThat(died).isBetween(2, EFFECTS - 1);
    }

    private final Subscription orders = TestSubscriptions.of(scene.acme.uid(), "orders");

    private Subscription orders() {
        return scene.wanting(TestSubscriptions.of(scene.acme.uid(), "orders"), "order.*");
    }

    /// All that anyone can ask says the same.
    private void assertWhole(List<Subscription> present) {
        var subscriptions = registry.subscriptions();
        var router = registry.router(1_000_000);
        assertThat(subscriptions.list(scene.acme.uid(), "", 100)).isEqualTo(present);
        assertThat(subscriptions.find(scene.acme.uid(), "orders").stream().toList())
                .isEqualTo(present);
        for (var subscription : present) {
            assertThat(subscriptions.find(subscription.uid())).hasValue(subscription);
        }
        var plan = router.route(scene.acme.uid(), ORDER_PAID);
        assertThat(plan.subscriptions())
                .isEqualTo(present.stream()
                        .filter(one -> one.selection().wantsType(ORDER_PAID))
                        .map(Subscription::uid)
                        .toList());
        assertThat(subscriptions.asOf(scene.acme.uid(), "orders", plan.registryVersion()).stream()
                        .toList())
                .isEqualTo(present.stream().map(Subscription::selection).toList());
    }

    private List<Subscription> present() {
        return registry.subscriptions().list(scene.acme.uid(), "", 100);
    }

    @Test
    void aSubscriptionIsThereOrNot() {
        dyingBeforeEachEffect(_ -> {}, registry -> registry.subscriptions().put(orders(), 0), () -> {
            assertWhole(present());
            if (present().isEmpty()) {
                registry.subscriptions().put(orders(), 0);
                assertWhole(present());
            }
            assertThat(present()).hasSize(1);
            assertThat(present().getFirst().version()).isEqualTo(1);
        });
    }

    @Test
    void aSubscriptionIsChangedOrNot() {
        dyingBeforeEachEffect(
                _ -> registry.subscriptions().put(orders(), 0),
                registry -> {
                    var present = present().getFirst();
                    registry.subscriptions().put(scene.wanting(present, "stock.*"), present.version());
                },
                () -> {
                    assertWhole(present());
                    var after = present().getFirst();
                    assertThat(registry.subscriptions()
                                    .asOf(scene.acme.uid(), "orders", 1)
                                    .map(Selection::types))
                            .hasValue(orders().types());
                    registry.subscriptions()
                            .put(after.with(Status.paused(after.updatedAt()), after.updatedAt()), after.version());
                    assertWhole(present());
                });
    }

    @Test
    void aSubscriptionIsDeletedOrNot() {
        dyingBeforeEachEffect(
                _ -> registry.subscriptions().put(orders(), 0),
                registry -> {
                    var present = present().getFirst();
                    registry.subscriptions().delete(present.uid(), present.version());
                },
                () -> {
                    assertWhole(present());
                    if (present().isEmpty()) {
                        registry.subscriptions().put(orders(), 0);
                        assertWhole(present());
                        assertThat(present().getFirst().version()).isEqualTo(3);
                    }
                });
    }

    @Test
    void aKeyIsThereOrNot() {
        dyingBeforeEachEffect(
                _ -> {},
                registry -> {
                    registry.keys().add(TestKeys.of(scene.acme.uid(), "key_1"));
                    registry.keys().revoke(scene.acme.uid(), "key_1");
                },
                () -> {
                    boolean isListed = !registry.keys().list(scene.acme.uid()).isEmpty();
                    assertThat(registry.keys().find("key_1").isPresent()).isEqualTo(isListed);
                    assertThat(registry.keys().revoke(scene.acme.uid(), "key_1"))
                            .isEqualTo(isListed);
                    registry.keys().add(TestKeys.of(scene.acme.uid(), "key_1"));
                    assertThat(registry.keys().find("key_1")).isPresent();
                });
    }

    @Test
    void aTenantIsThereOrNot() {
        var globex = TestTenants.of("globex");
        dyingBeforeEachEffect(_ -> {}, registry -> registry.tenants().put(globex), () -> {
            boolean isThere = registry.tenants().find("globex").isPresent();
            assertThat(registry.tenants().list("", 10)).hasSize(isThere ? 2 : 1);
            var other = TestTenants.of("globex");
            assertThat(registry.tenants().put(other)).isEqualTo(!isThere);
        });
    }

    @Test
    void aTenantHasEndedOrNotAndLeavesNothing() {
        dyingBeforeEachEffect(
                _ -> {
                    registry.subscriptions().put(orders(), 0);
                    registry.keys().add(TestKeys.of(scene.acme.uid(), "key_1"));
                },
                registry -> registry.tenants().delete(scene.acme.uid()),
                () -> {
                    boolean isThere = registry.tenants().find("acme").isPresent();
                    assertThat(registry.keys().find("key_1").isPresent()).isEqualTo(isThere);
                    assertThat(present().isEmpty()).isEqualTo(!isThere);
                    assertThat(registry.endedTenants().removeSome()).isFalse();
                    assertThat(registry.tenants().find("acme").isPresent()).isEqualTo(isThere);
                    assertThat(registry.tenants().delete(scene.acme.uid())).isEqualTo(isThere);
                    assertThat(registry.endedTenants().removeSome()).isFalse();
                    assertNothingLeft();
                });
    }

    private void assertNothingLeft() {
        assertThat(scene.table.items()).filteredOn(item -> !item.has(Item.TTL)).isEmpty();
        assertThat(scene.blobs.names()).isEmpty();
    }

    @Test
    void whatATenantLeavesGoesInStepsOfWhichAnyMayBeTheLastOfAProcess() {
        for (int i = 0; i < 150; i++) {
            registry.subscriptions().put(TestSubscriptions.of(scene.acme.uid(), "s-" + i), 0);
        }
        registry.subscriptions().put(orders, 0);
        registry.keys().add(TestKeys.of(scene.acme.uid(), "key_1"));
        scene.changeTimes(registry, present().getFirst(), 200);
        registry.snapshotKeeper().keep(scene.acme.uid());
        registry.tenants().delete(scene.acme.uid());

        int steps = 0;
        boolean more = true;
        while (more) {
            scene.dieAfter(230);
            try {
                more = scene.open().endedTenants().removeSome();
            } catch (Scene.Died e) {
                steps++;
            }
        }

        assertThat(steps).isPositive();
        assertNothingLeft();
    }

    @Test
    void aMarkThatCannotBeReadKeepsNoOther() {
        registry.subscriptions().put(orders(), 0);
        registry.tenants().delete(scene.acme.uid());
        var unreadable = new Key(RegistryPlaces.ENDED, "0");
        scene.table.put(Item.at(unreadable, 99), new Table.Condition.Absent());

        assertThatExceptionOfType(UnknownFormException.class)
                .isThrownBy(() -> registry.endedTenants().removeSome());

        scene.table.delete(unreadable, new Table.Condition.Any());
        assertNothingLeft();
    }

    @Test
    void whoeverWasAboutToEndATenantAndDiedHasDoneNothing() {
        scene.dieAfter(1);
        try {
            registry.tenants().delete(scene.acme.uid());
        } catch (Scene.Died e) {
            scene.live();
        }

        scene.clock.advance(Duration.ofMinutes(59));
        registry.endedTenants().removeSome();
        assertThat(scene.table.items()).anyMatch(item -> item.key().equals(RegistryPlaces.ended(scene.acme.uid())));
        scene.clock.advance(Duration.ofMinutes(1));
        registry.endedTenants().removeSome();

        assertThat(scene.table.items()).noneMatch(item -> item.key().equals(RegistryPlaces.ended(scene.acme.uid())));
        assertThat(registry.tenants().find("acme")).isPresent();
    }

    @Test
    void aSubscriptionThatWasDeletedIsCalledWhatItWas() {
        var made = registry.subscriptions().put(orders, 0);
        registry.subscriptions().delete(made.uid(), made.version());

        assertThat(registry.names().apply(made.uid())).isEqualTo("orders");
        var unknown = TestSubscriptions.uid();
        assertThat(registry.names().apply(unknown)).isEqualTo(unknown.toString());
    }

    @Test
    void whatIsSecretIsNotInTheTable() {
        registry.subscriptions().put(orders, 0);
        var secret = orders.keys().newest().reveal();

        for (var item : scene.table.items()) {
            item.attributes().forEach((name, value) -> {
                var shown = switch (value) {
                    case Value.Text(var text) -> text;
                    case Value.Whole _ -> "";
                    case Value.Binary(var bytes) -> new String(bytes, StandardCharsets.ISO_8859_1);
                };
                assertThat(shown).as("%s of %s", name, item.key()).doesNotContain(secret, "receiver.example");
            });
        }
    }
}
