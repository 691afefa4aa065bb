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
    private final List<String> sent = new ArrayList<>();
    private boolean isFull;
    private int steps = Integer.MAX_VALUE;

    private final ReplayRequests requests = new ReplayRequests(this::send);

    private void send(String request) {
        if (isFull) {
            throw new NotSentException(1, 1);
        }
        sent.add(request);
    }

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
    void whatThereIsNoTimeForIsAskedFor() {
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
    void whatFailsIsLetGoUntilItIsFoundStalled() {
        start("a", 1);
        var request = taken();

        chainThatFails().goOn(request);
        chain().goOn(request);

        assertThat(job("a").progress().looked()).isZero();
        assertThat(sent).isEmpty();
        under.moveClock(StalledReplays.PATIENCE.plusSeconds(30));
        new StalledReplays(under.replayJobs(), under.clock()).take().forEach(requests::send);
        chain().goOn(taken());
        assertThat(job("a").state()).isEqualTo(ReplayJob.State.FINISHED);
    }

    @Test
    void aLinkFailsThatCannotAskForTheRest() {
        start("a", 1);
        var request = taken();
        steps = 1;
        isFull = true;

        assertThatThrownBy(() -> chain().goOn(request)).isInstanceOf(NotSentException.class);

        assertThat(job("a").progress().looked()).isEqualTo(1);
    }

    @Test
    void whatHasEndedOrIsNotThereIsDone() {
        start("a", 1);
        var request = taken();
        administration().cancel(tenant, "a");

        chain().goOn(request);
        chain().goOn(request.replace("\"a\"", "\"b\""));

        assertThat(sent).isEmpty();
        assertThat(job("a").progress().looked()).isZero();
        assertThatThrownBy(() -> chain().goOn("{}")).isInstanceOf(UnreadableMessageException.class);
    }

    @Test
    void aReplayThatNobodyIsAskedForIsStartedAndFoundStalled() {
        isFull = true;
        start("a", 1);
        isFull = false;
        assertThat(sent).isEmpty();
        var stalled = new StalledReplays(under.replayJobs(), under.clock());
        under.moveClock(StalledReplays.PATIENCE.minusMillis(1));
        assertThat(stalled.take()).isEmpty();
        under.moveClock(Duration.ofMillis(1));

        stalled.take().forEach(requests::send);

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
        return sent.removeFirst();
    }

    private ReplayJob job(String id) {
        return under.replayJobs().find(tenant, id).orElseThrow();
    }

    private ReplayAdministration administration() {
        return new ReplayAdministration(requests.startingIn(under.replayJobs()), under.clock(), new Random(3));
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
        return new ReplayChain(under.replayJobs(), runner, requests, under.clock(), this::pass, () -> steps-- > 0);
    }

    private void pass(Duration wait) {
        waits.add(wait);
        under.moveClock(wait);
    }
}
