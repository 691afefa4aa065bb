package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.penstock.arn.Arn;
import io.penstock.arn.ArnPattern;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Status;
import io.penstock.tenant.Tenant;
import io.penstock.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Attempts at queues, topics, buses and functions, one by one and together.
class DelivererTargetsTest {
    private static final Destination.Queue QUEUE =
            new Destination.Queue(Arn.parse("arn:aws:sqs:eu-west-1:123456789012:orders"), null);

    private static final Destination.Function FUNCTION =
            new Destination.Function(Arn.parse("arn:aws:lambda:eu-west-1:123456789012:function:orders"), null);

    private static final Destination.Queue FORBIDDEN =
            new Destination.Queue(Arn.parse("arn:aws:sqs:eu-west-1:210987654321:orders"), null);

    private final DeliveryScene scene = new DeliveryScene();
    private final ScriptedTargets targets = scene.targets;

    DelivererTargetsTest() {
        scene.replace(QUEUE, DeliveryScene.SCHEDULE);
    }

    @Test
    void whatAQueueHasTakenIsDelivered() {
        var message = scene.accept();

        var step = scene.deliverer.deliver(message);

        var attempt = new Attempt(
                1,
                1,
                TestClock.START,
                ScriptedTargets.TOOK,
                new Outcome.Delivered(),
                null,
                ScriptedTargets.RECEIPT.getBytes(StandardCharsets.UTF_8));
        assertThat(step).isEqualTo(new Step(attempt, new Next.End(DeliveryState.DELIVERED, "")));
        assertThat(scene.delivery(message).attempts()).containsExactly(attempt);
        var shipment = targets.shipments().getFirst();
        assertThat(shipment.target()).isEqualTo(QUEUE);
        assertThat(shipment.tenant().uid()).isEqualTo(scene.tenant);
        assertThat(shipment.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(shipment.parcels().getFirst().message()).isEqualTo(message);
        assertThat(shipment.parcels().getFirst().event().type()).isEqualTo("order.created");
    }

    @Test
    void whatAQueueHasNotTakenIsTriedAgainByTheSchedule() {
        var message = scene.accept();
        targets.answer(new Targets.Failed("SQS answered AccessDenied", 403, "no", ScriptedTargets.TOOK));

        scene.deliverer.deliver(message);

        var attempt = scene.delivery(message).attempts().getFirst();
        assertThat(attempt.reason()).contains("SQS answered AccessDenied");
        assertThat(attempt.status()).isEqualTo(403);
        assertThat(attempt.response()).asString(StandardCharsets.UTF_8).isEqualTo("no");
        assertThat(scene.sentNotBefore(Duration.ofSeconds(10)).n()).isEqualTo(2);
    }

    @Test
    void whatAServiceSaysIsKeptAsFarAsAReceiversAnswer() {
        var message = scene.accept();
        targets.answer(new Targets.Failed("failed", 500, "ä".repeat(5_000), ScriptedTargets.TOOK));

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).attempts().getFirst().response()).hasSize(Attempt.MAX_RESPONSE_BYTES);
    }

    @Test
    void whatDoesNotFitIsRefusedAndTheSubscriptionGoesOn() {
        var message = scene.accept();
        targets.answer(new Targets.Unfit("2,000,000 bytes are more than SQS takes", Duration.ZERO));

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.REFUSED);
        assertThat(scene.delivery(message).reason()).isEqualTo("2,000,000 bytes are more than SQS takes");
        assertThat(scene.present().status().state()).isEqualTo(Status.State.ACTIVE);
        scene.assertNothingIsSentFor(DeliveryScene.EXPIRY);
    }

    @Test
    void whatIsNotAllowedAnyMoreIsTheReceiversFailureAndNothingIsSent() {
        scene.replace(FORBIDDEN, DeliveryScene.SCHEDULE);
        var message = scene.accept();

        scene.deliverer.deliver(message);

        assertThat(targets.shipments()).isEmpty();
        var attempt = scene.delivery(message).attempts().getFirst();
        assertThat(attempt.reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("operator allows"));
        assertThat(scene.delivery(message).next()).isEqualTo(2);
    }

    @Test
    void aPermissionThatIsWithdrawnHoldsForNoFurtherAttempt() {
        allow(new ArnPattern("arn:aws:sqs:*:210987654321:*"));
        scene.replace(FORBIDDEN, DeliveryScene.SCHEDULE);
        var allowed = scene.accept();
        scene.deliverer.deliver(allowed);
        assertThat(scene.delivery(allowed).state()).isEqualTo(DeliveryState.DELIVERED);

        allow();
        var forbidden = scene.accept();
        scene.deliverer.deliver(forbidden);

        assertThat(targets.shipments()).hasSize(1);
        assertThat(scene.delivery(forbidden).attempts().getFirst().reason())
                .contains("arn is not among the destinations that the operator allows this tenant, and there is no"
                        + " roleArn");
    }

    private void allow(ArnPattern... destinations) {
        var tenant = scene.tenants.find(scene.tenant).orElseThrow();
        scene.tenants.put(
                new Tenant(tenant.uid(), tenant.id(), tenant.name(), tenant.createdAt(), List.of(destinations)));
    }

    @Test
    void aFailureOfOurOwnUsesUpNoAttempt() {
        var message = scene.accept();
        targets.fail();

        scene.deliverer.deliver(message);

        assertThat(scene.delivery(message).attempts()).isEmpty();
        assertThat(scene.sentNotBefore(Deliverer.FIRST_PAUSE).n()).isEqualTo(1);
    }

    @Test
    void ofABatchWhatGoesToTheSameTargetIsHandedOverTogether() {
        var messages = accept(23);

        var handled = scene.deliverer.deliver(messages, Concurrency.NONE);

        assertThat(handled).extracting(Handled::message).containsExactlyElementsOf(messages);
        assertThat(targets.shipments())
                .extracting(shipment -> shipment.parcels().size())
                .containsExactly(10, 10, 3);
        assertThat(targets.shipments().stream()
                        .flatMap(shipment -> shipment.parcels().stream())
                        .map(Targets.Parcel::message))
                .containsExactlyElementsOf(messages);
        assertThat(messages)
                .allSatisfy(
                        message -> assertThat(scene.delivery(message).state()).isEqualTo(DeliveryState.DELIVERED));
    }

    @Test
    void eachOfABatchHasAnOutcomeOfItsOwn() {
        var messages = accept(3);
        targets.answer(
                ScriptedTargets.taken(),
                new Targets.Unfit("too large", Duration.ZERO),
                new Targets.Failed("throttled", null, "", Duration.ZERO));

        scene.deliverer.deliver(messages, Concurrency.NONE);

        assertThat(messages)
                .extracting(message -> scene.delivery(message).state())
                .containsExactly(DeliveryState.DELIVERED, DeliveryState.REFUSED, DeliveryState.WAITING);
        assertThat(scene.sentNotBefore(Duration.ofSeconds(10)))
                .isEqualTo(new DeliveryMessage(messages.get(2).event(), scene.subscription, 1, 2));
    }

    @Test
    void functionsAreInvokedOneByOne() {
        scene.replace(FUNCTION, DeliveryScene.SCHEDULE);

        scene.deliverer.deliver(accept(3), Concurrency.NONE);

        assertThat(targets.shipments())
                .hasSize(3)
                .allMatch(shipment -> shipment.parcels().size() == 1);
    }

    @Test
    void webhooksAndTargetsOfABatchGoTheirOwnWays() {
        var toQueue = scene.accept();
        var toWebhook = scene.acceptForAnother();
        scene.webhooks.answer(503);

        var handled = scene.deliverer.deliver(List.of(toWebhook, toQueue), Concurrency.NONE);

        assertThat(handled).extracting(Handled::message).containsExactly(toWebhook, toQueue);
        assertThat(scene.delivery(toWebhook).state()).isEqualTo(DeliveryState.WAITING);
        assertThat(scene.delivery(toQueue).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void theSameTargetIsReachedTogetherWhicheverSubscriptionItIsOf() {
        var first = scene.accept();
        var second = scene.acceptForAnother(QUEUE);

        scene.deliverer.deliver(List.of(first, second), Concurrency.NONE);

        assertThat(targets.shipments()).hasSize(1);
    }

    @Test
    void aFailureOfOurOwnPutsOffAllThatWereHandedOverTogether() {
        var messages = accept(2);
        targets.fail();

        scene.deliverer.deliver(messages, Concurrency.NONE);

        assertThat(messages)
                .allSatisfy(message -> assertThat(scene.delivery(message).due())
                        .isEqualTo(TestClock.START.plus(Deliverer.FIRST_PAUSE)));
    }

    @Test
    void whatCannotBeWrittenDownLeavesTheOthersAlone() {
        var messages = accept(3);
        var ledger = new Faulty(messages.get(1));
        var deliverer = new Deliverer(
                ledger,
                scene.subscriptions,
                scene.webhooks,
                scene.permitted(),
                new InMemoryAttemptCounts(),
                scene.clock,
                scene.random);

        var handled = deliverer.deliver(messages, Concurrency.NONE);

        assertThat(handled.get(0)).isInstanceOf(Handled.Done.class);
        assertThat(handled.get(1))
                .isInstanceOfSatisfying(
                        Handled.Broken.class,
                        broken -> assertThat(broken.failure()).hasMessage("the table is gone"));
        assertThat(handled.get(2)).isInstanceOf(Handled.Done.class);
        assertThatIllegalStateException().isThrownBy(() -> deliverer.deliver(messages.get(1)));
    }

    @Test
    void whatCannotBeLookedAtLeavesTheOthersAlone() {
        var messages = accept(2);
        var ledger = new Faulty(null, messages.getFirst());
        var deliverer = new Deliverer(
                ledger,
                scene.subscriptions,
                scene.webhooks,
                scene.permitted(),
                new InMemoryAttemptCounts(),
                scene.clock,
                scene.random);

        var handled = deliverer.deliver(messages, Concurrency.NONE);

        assertThat(handled.getFirst()).isInstanceOf(Handled.Broken.class);
        assertThat(handled.getLast()).isInstanceOf(Handled.Done.class);
        assertThat(targets.shipments().getFirst().parcels()).hasSize(1);
    }

    @Test
    void whatIsNotToBeAttemptedIsNotSent() {
        var messages = accept(2);
        scene.deliverer.deliver(messages.getFirst());

        var handled = scene.deliverer.deliver(messages, Concurrency.NONE);

        assertThat(handled.getFirst()).isEqualTo(new Handled.Done(messages.getFirst(), Step.NOTHING));
        assertThat(targets.shipments())
                .hasSize(2)
                .allMatch(shipment -> shipment.parcels().size() == 1);
    }

    @Test
    void howMuchIsDoneAtOnceIsGiven() {
        var messages = Stream.concat(accept(12).stream(), Stream.of(scene.acceptForAnother()))
                .toList();
        scene.webhooks.answer(200);
        var sizes = new ArrayList<Integer>();

        scene.deliverer.deliver(messages, tasks -> {
            sizes.add(tasks.size());
            tasks.reversed().forEach(Runnable::run);
        });

        assertThat(sizes).containsExactly(13, 3);
    }

    @Test
    void whatThereIsNoTimeForHasToComeAgain() {
        var messages = accept(2);

        var handled = scene.deliverer.deliver(messages, _ -> {});

        assertThat(handled)
                .allSatisfy(one -> assertThat(one).isInstanceOf(Handled.Broken.class))
                .extracting(Handled::message)
                .containsExactlyElementsOf(messages);
        assertThat(targets.shipments()).isEmpty();
    }

    private List<DeliveryMessage> accept(int count) {
        return IntStream.range(0, count).mapToObj(_ -> scene.accept()).toList();
    }

    /// The scene's ledger, which cannot finish or begin some messages.
    private final class Faulty implements DeliveryLedger {
        private final @Nullable DeliveryMessage unfinishable;
        private final List<DeliveryMessage> unbeginnable;

        Faulty(@Nullable DeliveryMessage unfinishable, DeliveryMessage... unbeginnable) {
            this.unfinishable = unfinishable;
            this.unbeginnable = List.of(unbeginnable);
        }

        @Override
        public Beginning begin(DeliveryMessage message) {
            if (unbeginnable.contains(message)) {
                throw new IllegalStateException("the table is gone");
            }
            return scene.ledger.begin(message);
        }

        @Override
        public boolean finish(DeliveryMessage message, Attempt attempt, Next next) {
            if (message.equals(unfinishable)) {
                throw new IllegalStateException("the table is gone");
            }
            return scene.ledger.finish(message, attempt, next);
        }

        @Override
        public boolean move(DeliveryMessage message, Next next) {
            return scene.ledger.move(message, next);
        }
    }
}
