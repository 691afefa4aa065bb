package io.penstock.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.event.EventKey;
import io.penstock.filter.Filter;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.ledger.LedgerSuite;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What every [ReplayJobs] promises, whatever it is made of.
public abstract class ReplayJobsContract extends LedgerSuite {
    private static final Instant SINCE = Instant.parse("2025-12-31T00:00:00Z");

    @Test
    void aJobIsKeptAsItWasStarted() {
        var selections = List.of(
                new ReplaySelection.Events(List.of(new EventKey(Id128.derive("a")), new EventKey(Id128.derive("b")))),
                new ReplaySelection.Range(SINCE, null, List.of(), null, null),
                new ReplaySelection.Range(
                        SINCE,
                        SINCE.plusSeconds(7),
                        List.of(TypePattern.parse("order.*"), TypePattern.parse("a.b")),
                        "/shop",
                        Filter.parse("{\"subject\":[\"x\"]}")),
                new ReplaySelection.Failed(SINCE));
        for (int i = 0; i < selections.size(); i++) {
            var job = job(tenant, "job-" + i, selections.get(i));

            var kept = jobs().put(job);

            assertThat(kept).isEqualTo(job.kept(kept.sequence(), 1));
            assertThat(jobs().find(tenant, job.id())).contains(kept);
        }
    }

    @Test
    void whoeverStartsAJobAgainGetsTheOneThatIsThere() {
        var first = jobs().put(job(tenant, "a"));
        var other = job(tenant, "a", new ReplaySelection.Failed(SINCE.plusSeconds(1)));

        assertThat(jobs().put(other)).isEqualTo(first);
        assertThat(jobs().list(tenant, Long.MAX_VALUE, 10)).containsExactly(first);
    }

    @Test
    void aLaterJobHasALargerNumberAndIsListedFirst() {
        var first = jobs().put(job(tenant, "b"));
        var second = jobs().put(job(tenant, "a"));
        var third = jobs().put(job(tenant, "c"));

        assertThat(second.sequence()).isGreaterThan(first.sequence());
        assertThat(jobs().list(tenant, Long.MAX_VALUE, 2)).containsExactly(third, second);
        assertThat(jobs().list(tenant, second.sequence(), 2)).containsExactly(first);
    }

    @Test
    void theJobsOfATenantAreNotSeenByOthers() {
        jobs().put(job(tenant, "a"));
        var globex = tenant("globex");

        assertThat(jobs().find(globex, "a")).isEmpty();
        assertThat(jobs().list(globex, Long.MAX_VALUE, 10)).isEmpty();
        assertThat(jobs().put(job(globex, "a")).tenant()).isEqualTo(globex);
    }

    @Test
    void progressIsWrittenByWhoeverHasReadTheLatest() {
        var job = jobs().put(job(tenant, "a"));
        var progress =
                new ReplayProgress(Map.of(Replayed.SENT, 3L, Replayed.GONE, 1L), "cursor", SINCE, now().plusSeconds(1));

        assertThat(jobs().save(job.at(progress))).isTrue();

        var further = jobs().find(tenant, "a").orElseThrow();
        assertThat(further).isEqualTo(job.at(progress).kept(job.sequence(), 2));
        assertThat(jobs().save(job.ended(ReplayJob.State.CANCELLED, null, now())))
                .isFalse();
        assertThat(jobs().save(further.ended(ReplayJob.State.FAILED, "why", now())))
                .isTrue();
        var ended = jobs().find(tenant, "a").orElseThrow();
        assertThat(ended.state()).isEqualTo(ReplayJob.State.FAILED);
        assertThat(ended.reason()).isEqualTo("why");
        assertThat(ended.endedAt()).isEqualTo(now());
        assertThat(jobs().put(job(tenant, "a"))).isEqualTo(ended);
    }

    @Test
    void aJobIsDueUntilItHasEnded() {
        var first = jobs().put(job(tenant, "a"));
        under.moveClock(Duration.ofSeconds(1));
        var second = jobs().put(job(tenant("globex"), "b"));

        assertThat(jobs().due(now(), 10)).containsExactly(first, second);
        assertThat(jobs().due(now(), 1)).containsExactly(first);
        assertThat(jobs().due(now().minusMillis(1), 10)).containsExactly(first);

        jobs().save(first.at(first.progress().putOff(now().plusSeconds(5))));
        jobs().save(second.ended(ReplayJob.State.FINISHED, null, now()));

        assertThat(jobs().due(now(), 10)).isEmpty();
        assertThat(jobs().due(now().plusSeconds(5), 10))
                .extracting(ReplayJob::id)
                .containsExactly("a");
    }

    @Test
    void onlySoManyRunAtTheSameTime() {
        for (int i = 0; i < ReplayJob.MAX_RUNNING; i++) {
            jobs().put(job(tenant, "job-" + i));
        }

        assertThatThrownBy(() -> jobs().put(job(tenant, "more")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("limit");
        assertThat(jobs().put(job(tenant, "job-0")).sequence()).isPositive();

        var one = jobs().find(tenant, "job-0").orElseThrow();
        jobs().save(one.ended(ReplayJob.State.CANCELLED, null, now()));
        assertThat(jobs().put(job(tenant, "more")).revision()).isEqualTo(1);
    }

    @Test
    void whatHasEndedIsForgottenInTime() {
        var ended = jobs().put(job(tenant, "a"));
        jobs().save(ended.ended(ReplayJob.State.FINISHED, null, now()));
        under.moveClock(ReplayJob.REMEMBERED);
        jobs().put(job(tenant, "b"));
        assertThat(jobs().find(tenant, "a")).isPresent();

        under.moveClock(Duration.ofSeconds(1));
        var last = jobs().put(job(tenant, "c"));

        assertThat(jobs().find(tenant, "a")).isEmpty();
        assertThat(last.sequence()).isGreaterThan(ended.sequence());
    }

    @Test
    void aTenantThatHasEndedHasNoNewJobs() {
        jobs().put(job(tenant, "a"));
        under.registry().tenants().delete(tenant);

        assertThatThrownBy(() -> jobs().put(job(tenant, "b"))).isInstanceOf(TenantEndedException.class);
    }

    @Test
    void jobsAreThereAfterACrash() {
        var job = jobs().put(job(tenant, "a"));

        assumeTrue(under.reopen(), "this ledger does not outlive a crash");

        assertThat(jobs().find(tenant, "a")).contains(job);
        assertThat(jobs().due(now(), 1)).containsExactly(job);
    }

    private ReplayJobs jobs() {
        return under.replayJobs();
    }

    private Instant now() {
        return under.clock().instant();
    }

    private ReplayJob job(TenantUid of, String id) {
        return job(of, id, new ReplaySelection.Failed(SINCE));
    }

    private ReplayJob job(TenantUid of, String id, ReplaySelection selection) {
        var request = new ReplayRequest(subscription, "orders", selection, ReplayMode.MISSING, 7, false);
        return ReplayJob.start(of, id, request, now());
    }
}
