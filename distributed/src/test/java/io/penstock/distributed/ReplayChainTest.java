package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.ledger.LedgerSuite;
import io.penstock.ledger.LedgerUnderTest;
import io.penstock.replay.ReplayAdministration;
import io.penstock.replay.ReplayJob;
import io.penstock.replay.ReplayMode;
import io.penstock.replay.ReplayRequest;
import io.penstock.replay.ReplayRunner;
import io.penstock.replay.ReplaySelection;
import io.penstock.replay.StalledReplays;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayChainTest extends LedgerSuite {
    private static final int EVENTS = 5;

    private final List<Duration> waits = new ArrayList<>();
    private final List<MessageQueue.Message> sent = new ArrayList<>();
    private boolean isFull;
    private int steps = Integer.MAX_VALUE;

    private final ReplayQueue queue = new ReplayQueue(messages -> {
        if (isFull) {
            return List.of(0);
        }
        sent.addAll(messages);
        return List.of();
    });

    @Override
    protected LedgerUnderTest open() {
        return new StepsUnderTest();
    }

    @Test
    void aReplayGoesOnAtItsRateUntilItHasEnded() {
        start("a", 1);

        chain().goOn(taken());

        assertThat(job("a").state()).isEqualTo(ReplayJob.State.FINISHED);
        assertThat(sent).isEmpty();
        assertThat(waits)
                .hasSizeGreaterThanOrEqualTo(EVENTS - 2)
                .allMatch(wait -> wait.compareTo(Duration.ofSeconds(1)) <= 0);
    }

    @Test
    void whatThereIsNoTimeForIsLeftToAnotherMessage() {
        start("a", 1);
        int links = 0;
        while (!sent.isEmpty()) {
            steps = 2;
            chain().goOn(taken());
            links++;
        }

        assertThat(links).isEqualTo(EVENTS / 2 + 1);
        assertThat(job("a").state()).isEqualTo(ReplayJob.State.FINISHED);
    }

    @Test
    void whatIsFurtherAheadWaitsInTheQueue() {
        start("a", 1);
        var message = taken();
        var job = job("a");
        isFull = true;
        assertThatThrownBy(() -> chainThatFails().goOn(message)).isInstanceOf(NotSentException.class);
        steps = Integer.MAX_VALUE;

        assertThatThrownBy(() -> chain().goOn(message)).isInstanceOf(NotSentException.class);
        isFull = false;
        chain().goOn(message);

        assertThat(job("a").progress().cursor()).isEqualTo(job.progress().cursor());
        assertThat(sent).singleElement().satisfies(next -> {
            assertThat(next.delay()).isEqualTo(Duration.ofSeconds(30));
            assertThat(next.body()).isEqualTo(message);
            assertThat(next.group()).isEqualTo(tenant.value().text());
        });
    }

    @Test
    void whatHasEndedOrIsNotThereIsDone() {
        start("a", 1);
        var message = taken();
        administration().cancel(tenant, "a");

        chain().goOn(message);
        chain().goOn(message.replace("\"a\"", "\"b\""));

        assertThat(sent).isEmpty();
        assertThat(job("a").progress().looked()).isZero();
        assertThatThrownBy(() -> chain().goOn("{}")).isInstanceOf(UnreadableMessageException.class);
    }

    @Test
    void aReplayWhoseMessageWasNotSentIsStartedAndFoundStalled() {
        isFull = true;
        start("a", 1);
        isFull = false;
        assertThat(sent).isEmpty();
        var stalled = new StalledReplays(under.replayJobs(), under.clock());
        under.moveClock(StalledReplays.PATIENCE.minusMillis(1));
        assertThat(stalled.take()).isEmpty();
        under.moveClock(Duration.ofMillis(1));

        stalled.take().forEach(job -> queue.send(job, Duration.ZERO));

        assertThat(stalled.take()).isEmpty();
        chain().goOn(taken());
        assertThat(job("a").state()).isEqualTo(ReplayJob.State.FINISHED);
    }

    private void start(String id, int rate) {
        var since = under.clock().instant();
        for (int i = 0; i < EVENTS; i++) {
            plan(event());
            under.sent()
                    .forEach(message ->
                            under.deliveries().move(message, new Next.End(DeliveryState.EXPIRED, "it took too long")));
        }
        under.moveClock(Duration.ofMillis(1));
        administration()
                .start(
                        tenant,
                        id,
                        new ReplayRequest(
                                subscription,
                                "orders",
                                new ReplaySelection.Range(since, null, List.of(), null, null),
                                ReplayMode.MISSING,
                                rate,
                                false));
    }

    private String taken() {
        return sent.removeFirst().body();
    }

    private ReplayJob job(String id) {
        return under.replayJobs().find(tenant, id).orElseThrow();
    }

    private ReplayAdministration administration() {
        return new ReplayAdministration(queue.startingIn(under.replayJobs()), under.clock(), new Random(3));
    }

    private ReplayChain chain() {
        return chain(new ReplayRunner(
                under.replayJobs(),
                under.replayPages(),
                under.ledger(),
                under.registry().subscriptions(),
                under.clock()));
    }

    private ReplayChain chainThatFails() {
        return chain(new ReplayRunner(
                under.replayJobs(),
                _ -> {
                    throw new IllegalStateException("the table does not answer");
                },
                under.ledger(),
                under.registry().subscriptions(),
                under.clock()));
    }

    private ReplayChain chain(ReplayRunner runner) {
        return new ReplayChain(under.replayJobs(), runner, queue, under.clock(), this::pass, () -> steps-- > 0);
    }

    private void pass(Duration wait) {
        waits.add(wait);
        under.moveClock(wait);
    }
}
