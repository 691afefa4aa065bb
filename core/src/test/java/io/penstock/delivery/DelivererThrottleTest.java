package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.subscription.Failing;
import io.penstock.subscription.Policy;
import io.penstock.subscription.RateLimit;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Throttle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is admitted is attempted, what is not is put off, and who admits is told when it is over.
class DelivererThrottleTest implements Admissions {
    private static final Duration LATER = Duration.ofMinutes(3);

    private final DeliveryScene scene = new DeliveryScene();
    private final List<String> asked = new ArrayList<>();
    private final Deliverer deliverer = new Deliverer(
            scene.ledger,
            scene.subscriptions,
            scene.webhooks,
            scene.permitted(),
            new InMemoryAttemptCounts(),
            AttemptListener.NONE,
            this,
            scene.clock,
            scene.random);
    private int room;
    private boolean fails;
    private Runnable meanwhile = () -> {};

    @BeforeEach
    void throttle() {
        scene.replace(Policy.STANDARD.with(new Throttle(RateLimit.of(1, RateLimit.Per.SECOND), 5)));
    }

    @Override
    public Admitted admit(SubscriptionUid subscription, Throttle throttle, Request request) {
        if (fails) {
            throw new IllegalStateException("the table does not answer");
        }
        asked.add("%d for %s".formatted(request.wanted(), request.longest()));
        meanwhile.run();
        int begun = Math.min(room, request.wanted());
        var begin = new ArrayList<>(Collections.nCopies(begun, request.now()));
        begin.addAll(Collections.nCopies(request.wanted() - begun, request.now().plus(LATER)));
        return new Admitted(begin, begun, 7);
    }

    @Override
    public void ended(SubscriptionUid subscription, Throttle throttle, Admitted admitted) {
        asked.add(admitted.begun() + " ended");
    }

    @Test
    void whatIsNotAdmittedIsPutOffAndSaysWhy() {
        var message = scene.accept();

        var step = deliverer.deliver(message);

        var due = scene.clock.instant().plus(LATER);
        assertThat(step).isEqualTo(new Step(null, new Next.TryAt(1, due, "throttled")));
        assertThat(scene.webhooks.requests()).isEmpty();
        assertThat(asked).containsExactly("1 for PT45S");
        assertThat(scene.delivery(message).next()).isEqualTo(1);
    }

    @Test
    void whatIsAdmittedIsAttemptedAndItsEndIsSaid() {
        room = 1;
        scene.webhooks.answer(200);

        deliverer.deliver(scene.accept());

        assertThat(scene.webhooks.requests()).hasSize(1);
        assertThat(asked).containsExactly("1 for PT45S", "1 ended");
    }

    /// As when another attempt was quicker to try it.
    @Test
    void whatTheCircuitHoldsBackAfterAllIsUnderWayNoMore() {
        room = 1;
        var now = scene.clock.instant();
        open(new Failing.Circuit(now.minusSeconds(60), now, 0, "20 of 20 attempts failed in PT1M"));
        var message = scene.accept();
        meanwhile = () -> open(new Failing.Circuit(now.minusSeconds(60), now.plusSeconds(45), 0, "as before"));

        deliverer.deliver(message);

        assertThat(scene.webhooks.requests()).isEmpty();
        assertThat(asked).containsExactly("1 for PT45S", "1 ended");
    }

    @Test
    void ofABatchAllAreAskedForAtOnce() {
        room = 2;
        var messages = List.of(scene.accept(), scene.accept(), scene.accept());
        scene.webhooks.answer(200);
        scene.webhooks.answer(500);

        var handled = deliverer.deliver(messages, Concurrency.NONE);

        assertThat(scene.webhooks.requests()).hasSize(2);
        assertThat(asked).containsExactly("3 for PT45S", "2 ended");
        assertThat(handled).allMatch(Handled.Done.class::isInstance);
        assertThat(((Handled.Done) handled.getLast()).step().next())
                .isEqualTo(new Next.TryAt(1, scene.clock.instant().plus(LATER), "throttled"));
    }

    @Test
    void whatCannotBeAskedForComesAgain() {
        fails = true;

        var handled = deliverer.deliver(List.of(scene.accept(), scene.accept()), Concurrency.NONE);

        assertThat(handled).hasSize(2).allMatch(Handled.Broken.class::isInstance);
        assertThat(scene.webhooks.requests()).isEmpty();
    }

    /// Else it would take the lease, and be put off behind those that wait: nobody would ever try.
    @Test
    void whoIsPutOffDoesNotTryAnOpenCircuit() {
        var now = scene.clock.instant();
        open(new Failing.Circuit(now.minusSeconds(60), now, 0, "20 of 20 attempts failed in PT1M"));
        var before = scene.present();

        deliverer.deliver(scene.accept());

        assertThat(scene.present()).isEqualTo(before);
        room = 1;
        scene.webhooks.answer(200);
        deliverer.deliver(scene.accept());
        assertThat(scene.webhooks.requests()).hasSize(1);
        assertThat(scene.present().status().circuit()).isNull();
    }

    @Test
    void whatAnOpenCircuitHoldsBackTakesNoTurn() {
        var now = scene.clock.instant();
        open(new Failing.Circuit(now, now.plusSeconds(30), 0, "20 of 20 attempts failed in PT1M"));

        var step = deliverer.deliver(scene.accept());

        assertThat(step.next()).isEqualTo(new Next.Park(ParkReason.CIRCUIT));
        assertThat(asked).isEmpty();
    }

    private void open(Failing.Circuit circuit) {
        var present = scene.present();
        scene.subscriptions.setStatus(
                present.uid(),
                present.status().with(new Failing(circuit.openedAt(), null, circuit)),
                present.version());
    }
}
