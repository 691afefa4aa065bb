package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.subscription.Selection;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What messages that came together have in common is looked at once, and each time that messages come.
class DeliveryBatchTest {
    private final DeliveryScene scene = new DeliveryScene();
    private final Counted subscriptions = new Counted();
    private final Deliverer deliverer = new Deliverer(
            scene.ledger,
            subscriptions,
            scene.webhooks,
            scene.permitted(),
            new InMemoryAttemptCounts(),
            scene.clock,
            scene.random);

    /// The scene's subscriptions; counts how often each is looked at.
    private final class Counted implements Subscriptions {
        final List<SubscriptionUid> found = new ArrayList<>();
        boolean fails;

        @Override
        public Optional<Subscription> find(SubscriptionUid uid) {
            found.add(uid);
            if (fails) {
                fails = false;
                throw new IllegalStateException("the registry does not answer");
            }
            return scene.subscriptions.find(uid);
        }

        @Override
        public Optional<Subscription> find(TenantUid tenant, String id) {
            return scene.subscriptions.find(tenant, id);
        }

        @Override
        public List<Subscription> list(TenantUid tenant, String after, int limit) {
            return scene.subscriptions.list(tenant, after, limit);
        }

        @Override
        public Subscription put(Subscription subscription, long expected) {
            return scene.subscriptions.put(subscription, expected);
        }

        @Override
        public boolean delete(SubscriptionUid uid, long expected) {
            return scene.subscriptions.delete(uid, expected);
        }

        @Override
        public Optional<Selection> asOf(TenantUid tenant, String id, long version) {
            return scene.subscriptions.asOf(tenant, id, version);
        }
    }

    private List<DeliveryMessage> messages(int count) {
        var messages = new ArrayList<DeliveryMessage>();
        for (int i = 0; i < count; i++) {
            messages.add(scene.accept());
        }
        return messages;
    }

    private void answer(int count) {
        for (int i = 0; i < count; i++) {
            scene.webhooks.answer(200);
        }
    }

    @Test
    void eachSubscriptionOfABatchIsLookedAtOnce() {
        var messages = messages(5);
        var other = scene.acceptForAnother();
        messages.add(other);
        answer(6);

        deliverer.deliver(messages, Concurrency.NONE);

        assertThat(scene.webhooks.requests()).hasSize(6);
        assertThat(subscriptions.found).containsExactlyInAnyOrder(scene.subscription, other.subscription());
    }

    @Test
    void whatWasChangedBetweenTwoBatchesIsInForceInTheSecond() {
        var first = messages(2);
        var second = messages(2);
        var third = messages(2);
        answer(2);
        deliverer.deliver(first, Concurrency.NONE);

        scene.administration.pause(scene.tenant, "orders");
        deliverer.deliver(second, Concurrency.NONE);
        scene.administration.delete(scene.present());
        deliverer.deliver(third, Concurrency.NONE);

        assertThat(scene.webhooks.requests()).hasSize(2);
        assertThat(second)
                .allSatisfy(
                        message -> assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.PARKED));
        assertThat(third)
                .allSatisfy(
                        message -> assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.CANCELLED));
    }

    @Test
    void aLookThatFailedIsNotRemembered() {
        var messages = messages(3);
        answer(2);
        subscriptions.fails = true;

        var handled = deliverer.deliver(messages, Concurrency.NONE);

        assertThat(handled.getFirst()).isInstanceOf(Handled.Broken.class);
        assertThat(handled.subList(1, 3)).allSatisfy(each -> assertThat(each).isInstanceOf(Handled.Done.class));
        assertThat(scene.webhooks.requests()).hasSize(2);
    }
}
