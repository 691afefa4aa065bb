package io.penstock.delivery;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.retry.RetrySchedule;
import io.penstock.subscription.CircuitBreaker;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Failing;
import io.penstock.subscription.Policy;
import io.penstock.subscription.Status;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Circuits, and what comes of failing for days.
class BreakerTest {
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(7);

    /// Opens when two of four have failed.
    private static final CircuitBreaker QUICK = new CircuitBreaker(true, 0.5, 4, Duration.ofMinutes(1), PAUSE);

    private static final RetrySchedule HOURLY = new RetrySchedule(List.of(Duration.ofHours(1), Duration.ofHours(1)), 0);

    private final DeliveryScene scene = new DeliveryScene();
    private final ScriptedWebhooks webhooks = scene.webhooks;

    BreakerTest() {
        scene.replace(new Policy(HOURLY, TIMEOUT).with(QUICK));
    }

    private Step attempt(int status) {
        webhooks.answer(status);
        return scene.deliverer.deliver(scene.accept());
    }

    /// Its circuit opens, by the last of four attempts.
    private Instant open() {
        attempt(200);
        attempt(200);
        attempt(500);
        attempt(500);
        return circuit().until();
    }

    private Failing.Circuit circuit() {
        return requireNonNull(scene.present().status().circuit(), "it is closed");
    }

    @Test
    void itOpensAtTheRateOfFailuresAmongEnoughAttempts() {
        attempt(500);
        attempt(200);
        attempt(500);
        assertThat(scene.present().status().failing()).isNull();

        attempt(200);
        attempt(500);

        var status = scene.present().status();
        var now = scene.clock.instant();
        assertThat(status.state()).isEqualTo(Status.State.ACTIVE);
        assertThat(status.circuit()).isNotNull().satisfies(circuit -> {
            assertThat(circuit.openedAt()).isEqualTo(now);
            assertThat(circuit.until()).isEqualTo(now.plus(PAUSE));
            assertThat(circuit.tries()).isZero();
            assertThat(circuit.reason()).isEqualTo("3 of 5 attempts failed in PT1M");
        });
    }

    @Test
    void whileItIsOpenNothingIsAttemptedNorUsedUp() {
        open();
        int requests = webhooks.requests().size();
        var message = scene.accept();

        var step = scene.deliverer.deliver(message);

        assertThat(step).isEqualTo(new Step(null, new Next.Park(ParkReason.CIRCUIT)));
        assertThat(webhooks.requests()).hasSize(requests);
        assertThat(scene.delivery(message).reason()).isEqualTo("circuit");
        assertThat(scene.delivery(message).attempts()).isEmpty();
        assertThat(scene.look()).isZero();
    }

    @Test
    void whenItIsTimeOneTriesItAndItsSuccessClosesIt() {
        var until = open();
        var parked = List.of(park(), park(), park());
        scene.clock.set(until);

        assertThat(scene.look()).isZero();
        webhooks.answer(200);
        var tried = scene.ledger.sent().getFirst();
        assertThat(tried).isEqualTo(parked.getFirst());
        scene.deliverer.deliver(tried);

        assertThat(scene.delivery(tried).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(scene.present().status().failing()).isNull();
        assertThat(scene.look()).isEqualTo(2);
        assertThat(scene.ledger.sent()).containsExactlyElementsOf(parked.subList(1, 3));
    }

    @Test
    void whatWasCountedBeforeItWasOpenIsForgottenWhenItCloses() {
        scene.clock.set(open());
        assertThat(attempt(200).next()).isEqualTo(new Next.End(DeliveryState.DELIVERED, ""));

        attempt(500);
        attempt(500);
        attempt(500);

        assertThat(scene.present().status().circuit()).isNull();
    }

    @Test
    void whatTriesItInVainKeepsItOpenTwiceAsLong() {
        var until = open();
        for (int tries = 1; tries < 10; tries++) {
            scene.clock.set(until);
            assertThat(attempt(503).attempt()).isNotNull();
            var circuit = circuit();
            assertThat(circuit.tries()).isEqualTo(tries);
            var expected = PAUSE.multipliedBy(1L << tries);
            var longest = CircuitBreaker.LONGEST_PAUSE;
            assertThat(circuit.until())
                    .isEqualTo(scene.clock.instant().plus(expected.compareTo(longest) > 0 ? longest : expected));
            until = circuit.until();
        }
    }

    @Test
    void onlyOneTriesItAtATime() {
        scene.clock.set(open());
        var steps = new ArrayList<Step>();
        var second = scene.acceptUnsent();
        var first = scene.acceptUnsent();
        scene.ledger.sent();
        webhooks.answer(500, () -> steps.add(scene.deliverer.deliver(second)));

        scene.deliverer.deliver(first);

        assertThat(steps).containsExactly(new Step(null, new Next.Park(ParkReason.CIRCUIT)));
    }

    @Test
    void whoDiesWhileItTriesItLeavesALeaseThatEnds() {
        scene.clock.set(open());
        var first = scene.accept();
        webhooks.answer(200, () -> {
            throw new OutOfMemoryError("its process is gone");
        });
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> scene.deliverer.deliver(first));

        var next = scene.accept();
        assertThat(scene.deliverer.deliver(next).next()).isEqualTo(new Next.Park(ParkReason.CIRCUIT));
        scene.clock.advance(TIMEOUT.plus(Breaker.LEASE));
        scene.look();
        webhooks.answer(200);
        scene.deliverer.deliver(scene.ledger.sent().getLast());
        assertThat(scene.present().status().circuit()).isNull();
    }

    @Test
    void anotherDestinationIsTriedAtOnce() {
        open();

        scene.administration.replace(
                scene.present(),
                DeliveryScene.spec(
                        new Destination.Webhook(URI.create("https://other.example"), Map.of(), Destination.Mode.BINARY),
                        HOURLY));

        attempt(200);
        assertThat(scene.present().status().failing()).isNull();
    }

    @Test
    void whoResumesItClosesIt() {
        open();

        scene.administration.resume(scene.tenant, "orders");

        assertThat(scene.present().status().failing()).isNull();
        assertThat(attempt(500).attempt()).isNotNull();
    }

    @Test
    void itMayBeOff() {
        scene.replace(new Policy(HOURLY, TIMEOUT).with(new CircuitBreaker(false, 0.01, 1, Duration.ofHours(1), PAUSE)));

        for (int i = 0; i < 50; i++) {
            attempt(500);
        }

        assertThat(scene.present().status().failing()).isNull();
    }

    @Test
    void whatIsParkedForAnotherReasonTriesItToo() {
        scene.administration.pause(scene.tenant, "orders");
        var message = park();
        scene.administration.resume(scene.tenant, "orders");
        var until = open();
        assertThat(scene.look()).isZero();

        scene.clock.set(until);

        scene.look();
        assertThat(scene.ledger.sent()).containsExactly(message);
    }

    @Test
    void aBatchIsCountedOnce() {
        var messages = new ArrayList<DeliveryMessage>();
        for (int i = 0; i < 4; i++) {
            messages.add(scene.acceptUnsent());
            webhooks.answer(500);
        }

        scene.deliverer.deliver(messages, Concurrency.NONE);

        assertThat(circuit().reason()).isEqualTo("4 of 4 attempts failed in PT1M");
    }

    @Test
    void whatFailsForDaysIsAnnouncedAndThenDisabled() {
        var began = scene.clock.instant();
        var days = new RetrySchedule(Collections.nCopies(3, Duration.ofHours(8)), 0);
        scene.replace(new Policy(days, TIMEOUT));
        fail(Duration.ofHours(8), 3);
        var failing = requireNonNull(scene.present().status().failing(), "it does not fail");
        assertThat(failing.since()).isAfter(began);
        assertThat(failing.announcedAt()).isNull();

        scene.clock.set(failing.since().plus(Policy.DISABLE_AFTER).minus(Breaker.NOTICE));
        fail(Duration.ofHours(8), 2);
        assertThat(scene.present().status().failing()).isNotNull().satisfies(now -> {
            assertThat(now.announcedAt()).isNotNull();
            assertThat(now.since()).isEqualTo(failing.since());
        });

        scene.clock.set(failing.since().plus(Policy.DISABLE_AFTER).plus(Duration.ofHours(16)));
        attempt(500);
        var status = scene.present().status();
        assertThat(status.state()).isEqualTo(Status.State.DISABLED);
        assertThat(status.reason()).isEqualTo("nothing has succeeded since " + failing.since());
        assertThat(status.failing()).isNull();
    }

    @Test
    void whoIsAttemptedSeldomIsToldBeforeToo() {
        scene.replace(new Policy(new RetrySchedule(List.of(), 0), TIMEOUT));
        attempt(500);
        scene.clock.advance(Policy.DISABLE_AFTER.multipliedBy(2));

        attempt(500);
        assertThat(requireNonNull(scene.present().status().failing()).announcedAt())
                .isEqualTo(scene.clock.instant());
        scene.clock.advance(Breaker.NOTICE.minusMillis(1));
        attempt(500);
        assertThat(scene.present().status().state()).isEqualTo(Status.State.ACTIVE);
        scene.clock.advance(Duration.ofMillis(1));
        attempt(500);

        assertThat(scene.present().status().state()).isEqualTo(Status.State.DISABLED);
    }

    @Test
    void whoSwitchesItOffIsAttemptedAgain() {
        open();
        scene.replace(
                new Policy(HOURLY, TIMEOUT).with(new CircuitBreaker(false, 0.5, 4, Duration.ofMinutes(1), PAUSE)));

        assertThat(attempt(500).attempt()).isNotNull();
        assertThat(attempt(500).attempt()).isNotNull();

        assertThat(scene.present().status().circuit()).isNull();
    }

    /// An event is delivered in vain, so often.
    private void fail(Duration between, int times) {
        var message = scene.accept();
        for (int i = 0; i < times; i++) {
            webhooks.answer(500);
            scene.deliverer.deliver(message);
            scene.clock.advance(between);
            var sent = scene.ledger.sent();
            if (!sent.isEmpty()) {
                message = sent.getFirst();
            }
        }
    }

    @Test
    void oneSuccessEndsTheFailing() {
        scene.replace(new Policy(new RetrySchedule(List.of(), 0), TIMEOUT));
        attempt(500);
        assertThat(scene.present().status().failing()).isNotNull();

        attempt(200);

        assertThat(scene.present().status().failing()).isNull();
    }

    @Test
    void aDeliveryThatFailsAmongOthersThatSucceedSaysNothingOfItsReceiver() {
        scene.replace(new Policy(new RetrySchedule(List.of(), 0), TIMEOUT));
        attempt(200);
        long version = scene.present().version();

        attempt(500);
        attempt(200);

        assertThat(scene.present().version()).isEqualTo(version);
    }

    private DeliveryMessage park() {
        var message = scene.accept();
        assertThat(scene.deliverer.deliver(message).next()).isInstanceOf(Next.Park.class);
        return message;
    }
}
