package io.penstock.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.event.EventKey;
import io.penstock.filter.Filter;
import io.penstock.ledger.LedgerSuite;
import io.penstock.ledger.PlannedEvent;
import io.penstock.replay.ReplayJob.State;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What replays do over every ledger, from their start to their end.
public abstract class ReplayRunnerContract extends LedgerSuite {
    private static final int EVENTS = 7;

    @Test
    void theEventsOfATimeReachASubscriptionMadeLater() {
        var before = planned();
        var since = later();
        var events = new ArrayList<PlannedEvent>();
        for (int i = 0; i < EVENTS; i++) {
            events.add(planned());
        }
        var later = subscription(tenant, "later");
        var job = start("a", later, range(since), 2);
        planned();

        run(job.id());

        var ended = job("a");
        assertThat(ended.state()).isEqualTo(State.FINISHED);
        assertThat(ended.endedAt()).isNotNull();
        assertThat(ended.progress().counts()).containsOnlyKeys(Replayed.SENT);
        assertThat(ended.progress().count(Replayed.SENT)).isEqualTo(EVENTS);
        assertThat(ended.progress().reached()).isEqualTo(events.getFirst().acceptedAt());
        assertThat(runsOf(later, events)).containsOnly(2);
        assertThat(under.ledger().deliveries(tenant, before.key())).isEmpty();
        assertThat(sentOnceOrMore())
                .hasSize(EVENTS)
                .allMatch(sent -> sent.subscription().equals(later));
    }

    @Test
    void typesSourceAndFilterChooseOfATime() {
        var since = later();
        var wanted = planned("order.created", "/shop", "a");
        planned("order.deleted", "/shop", "a");
        planned("order.created", "/shop", "b");
        planned("order.created", "/other", "a");
        var filter = Filter.parse("{\"subject\":[\"a\"]}");
        var types = List.of(TypePattern.parse("order.created"), TypePattern.parse("payment.*"));

        start("a", subscription, new ReplaySelection.Range(since, null, types, "/shop", filter), 100);
        run("a");

        assertThat(sentOnceOrMore()).containsExactly(new DeliveryMessage(wanted.key(), subscription, 2, 1));
        assertThat(job("a").progress().count(Replayed.SENT)).isEqualTo(1);
        assertThat(job("a").progress().count(Replayed.UNWANTED)).isEqualTo(2);
    }

    @Test
    void namedEventsAreReplayedAndThoseThatAreNotThereAreCounted() {
        var keys = new ArrayList<EventKey>();
        for (int i = 0; i < EVENTS; i++) {
            keys.add(planned().key());
        }
        keys.add(3, event().key());

        start("a", subscription, new ReplaySelection.Events(keys), 8);
        run("a");

        assertThat(job("a").progress().count(Replayed.SENT)).isEqualTo(EVENTS);
        assertThat(job("a").progress().count(Replayed.GONE)).isEqualTo(1);
        assertThat(job("a").state()).isEqualTo(State.FINISHED);
    }

    @Test
    void whatFailedSinceATimeIsTriedAgainAndNothingElse() {
        var old = planAndTake();
        exhaust(old);
        var since = later();
        var failed = List.of(planAndTake(), planAndTake(), planAndTake());
        failed.forEach(this::exhaust);
        var done = planAndTake();
        deliver(done);
        var waiting = planAndTake();

        start("a", subscription, new ReplaySelection.Failed(since), 8);
        run("a");

        assertThat(job("a").progress().looked()).isEqualTo(3);
        assertThat(job("a").progress().count(Replayed.SENT)).isEqualTo(3);
        assertThat(sentOnceOrMore())
                .containsExactlyInAnyOrderElementsOf(
                        failed.stream().map(message -> message(message, 2, 1)).toList());
        assertThat(delivery(old).state()).isEqualTo(DeliveryState.EXHAUSTED);
        assertThat(delivery(done).run()).isEqualTo(1);
        assertThat(delivery(waiting).run()).isEqualTo(1);
    }

    @Test
    void theRateIsKept() {
        var since = later();
        for (int i = 0; i < EVENTS; i++) {
            planned();
        }
        start("a", subscription, range(since), 2);
        var runner = runner();

        for (int second = 0; second < 3; second++) {
            while (runner.run()) {
                // What is due already.
            }
            assertThat(job("a").progress().count(Replayed.SENT)).isBetween(2L * second + 1, 2L * second + 2);
            under.moveClock(Duration.ofMillis(500));
            runner.run();
            under.moveClock(Duration.ofMillis(500));
        }
    }

    @Test
    void aDryRunCountsAndChangesNothing() {
        var since = later();
        var failed = planAndTake();
        exhaust(failed);
        var done = planAndTake();
        deliver(done);
        planned();
        later();

        administration()
                .start(
                        tenant,
                        "dry",
                        new ReplayRequest(subscription, "orders", range(since), ReplayMode.MISSING, 1, true));
        run("dry");

        assertThat(job("dry").progress().count(Replayed.SENT)).isEqualTo(2);
        assertThat(job("dry").progress().count(Replayed.DELIVERED)).isEqualTo(1);
        assertThat(under.sent()).isEmpty();
        assertThat(delivery(failed).state()).isEqualTo(DeliveryState.EXHAUSTED);
    }

    @Test
    void aJobThatIsCancelledStops() {
        var since = later();
        for (int i = 0; i < EVENTS; i++) {
            planned();
        }
        start("a", subscription, range(since), 1);
        var begun = under.replayJobs().find(tenant, "a").orElseThrow();
        runner().step(begun);

        var cancelled = administration().cancel(tenant, "a").orElseThrow();
        under.moveClock(Duration.ofHours(1));
        runner().run();

        assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
        assertThat(job("a")).isEqualTo(cancelled);
        assertThat(sentOnceOrMore()).hasSize(1);
        runner().step(begun); // By someone who has not seen it.
        assertThat(job("a")).isEqualTo(cancelled);
    }

    @Test
    void aJobFailsWhoseSubscriptionIsDeleted() {
        planned();
        start("a", subscription, range(now().minusSeconds(9)), 1);
        var present = under.registry().subscriptions().find(subscription).orElseThrow();
        under.registry().subscriptions().delete(subscription, present.version());

        run("a");

        assertThat(job("a").state()).isEqualTo(State.FAILED);
        assertThat(job("a").reason()).isEqualTo("its subscription was deleted");
    }

    @Test
    void toStartAJobTwiceIsHarmless() {
        var since = later();
        var event = planned();
        later();
        var request = new ReplayRequest(subscription, "orders", range(since), ReplayMode.AGAIN, 100, false);

        var first = administration().start(tenant, "a", request);
        run("a");
        under.moveClock(Duration.ofDays(1));
        var second = administration().start(tenant, "a", request);
        run("a");

        assertThat(first.isNew()).isTrue();
        assertThat(second.isNew()).isFalse();
        assertThat(second.isSame()).isTrue();
        assertThat(second.job().state()).isEqualTo(State.FINISHED);
        assertThat(runsOf(subscription, List.of(event))).containsExactly(2);
    }

    /// Each step is done, and then its outcome is lost or not, and the ledger may crash.
    @Test
    void whateverCrashesEachDeliveryBeginsOneRunAndNoneIsLeftOut() {
        var random = new Random(11);
        var since = later();
        var events = new ArrayList<PlannedEvent>();
        for (int i = 0; i < 40; i++) {
            var event = random.nextBoolean() ? event(subscription) : event();
            plan(event);
            events.add(event);
            sentOnceOrMore().forEach(this::exhaust);
        }
        start("a", subscription, range(since), 12);

        int lost = 0;
        while (job("a").isRunning()) {
            var job = job("a");
            under.moveClock(Duration.ofSeconds(1));
            boolean isLost = random.nextInt(3) == 0;
            new ReplayRunner(
                            isLost ? new Forgetful(under.replayJobs()) : under.replayJobs(),
                            under.replayPages(),
                            under.ledger(),
                            under.registry().subscriptions(),
                            under.clock())
                    .step(job);
            lost += isLost ? 1 : 0;
            if (random.nextInt(3) == 0) {
                assumeTrue(under.reopen(), "this ledger does not outlive a crash");
            }
        }

        assertThat(lost).isPositive();
        assertThat(runsOf(subscription, events)).hasSize(events.size()).containsOnly(2);
        assertThat(job("a").progress().count(Replayed.SENT)).isEqualTo(events.size());
        under.reopen();
        assertThat(sentOnceOrMore())
                .containsExactlyInAnyOrderElementsOf(events.stream()
                        .map(event -> new DeliveryMessage(event.key(), subscription, 2, 1))
                        .toList());
    }

    /// Dies before it writes.
    private record Forgetful(ReplayJobs jobs) implements ReplayJobs {
        @Override
        public ReplayJob put(ReplayJob job) {
            return jobs.put(job);
        }

        @Override
        public Optional<ReplayJob> find(TenantUid tenant, String id) {
            return jobs.find(tenant, id);
        }

        @Override
        public List<ReplayJob> list(TenantUid tenant, long before, int limit) {
            return jobs.list(tenant, before, limit);
        }

        @Override
        public List<ReplayJob> due(Instant now, int limit) {
            return jobs.due(now, limit);
        }

        @Override
        public boolean save(ReplayJob changed) {
            return true;
        }
    }

    private PlannedEvent planned() {
        return planned("order.created", "/shop", null);
    }

    private PlannedEvent planned(String type, String source, @Nullable String subject) {
        var event = event(tenant, type, source, subject);
        plan(event);
        return event;
    }

    private List<Integer> runsOf(SubscriptionUid of, List<PlannedEvent> events) {
        return events.stream()
                .flatMap(event -> under.ledger().deliveries(tenant, event.key()).stream())
                .filter(delivery -> delivery.subscription().equals(of))
                .map(delivery -> delivery.run())
                .toList();
    }

    private static ReplaySelection range(Instant since) {
        return new ReplaySelection.Range(since, null, List.of(), null, null);
    }

    private ReplayJob start(String id, SubscriptionUid of, ReplaySelection selection, int rate) {
        later();
        var request = new ReplayRequest(of, "orders", selection, ReplayMode.MISSING, rate, false);
        return administration().start(tenant, id, request).job();
    }

    /// Until it has ended.
    private void run(String id) {
        for (int i = 0; job(id).isRunning(); i++) {
            assertThat(i).as("steps").isLessThan(1_000);
            if (!runner().run()) {
                under.moveClock(Duration.ofMillis(250));
            }
        }
    }

    private ReplayJob job(String id) {
        return under.replayJobs().find(tenant, id).orElseThrow();
    }

    private ReplayAdministration administration() {
        return new ReplayAdministration(under.replayJobs(), under.clock(), new Random(3));
    }

    private ReplayRunner runner() {
        return new ReplayRunner(
                under.replayJobs(),
                under.replayPages(),
                under.ledger(),
                under.registry().subscriptions(),
                under.clock());
    }

    /// After all that was accepted until here.
    private Instant later() {
        under.moveClock(Duration.ofMillis(1));
        return now();
    }

    private Instant now() {
        return under.clock().instant();
    }
}
