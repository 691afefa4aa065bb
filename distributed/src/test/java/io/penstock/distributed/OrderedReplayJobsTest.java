package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.identity.Id128;
import io.penstock.replay.ReplayAdministration;
import io.penstock.replay.ReplayJob;
import io.penstock.replay.ReplayMode;
import io.penstock.replay.ReplayRequest;
import io.penstock.replay.ReplaySelection;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whoever writes a replay dies after each of its effects.
class OrderedReplayJobsTest {
    private static final TenantUid TENANT = new TenantUid(Id128.derive("a tenant"));

    /// To start one: its number, its name, its entry, and itself.
    private static final int EFFECTS = 4;

    private final TestClock clock = new TestClock();
    private final InMemoryTable table = new InMemoryTable();
    private final InMemoryRegistry registry = new InMemoryRegistry();

    @BeforeEach
    void begin() {
        registry.tenants().put(new Tenant(TENANT, "acme", "Acme", clock.instant()));
    }

    @Test
    void whoDiesAtAStartHasStartedItOrNot() {
        for (int effects = 0; effects < EFFECTS; effects++) {
            var id = "replay-" + effects;
            int most = effects;
            assertThatThrownBy(() -> start(jobs(most), id)).isInstanceOf(Crash.class);
            assertThat(all().find(TENANT, id)).isEmpty();
            assertThat(all().list(TENANT, Long.MAX_VALUE, 10)).hasSize(effects);

            var started = start(jobs(EFFECTS), id);

            assertThat(all().find(TENANT, id)).contains(started);
            assertThat(all().due(clock.instant(), 10)).hasSize(effects + 1).contains(started);
        }
    }

    @Test
    void whatANumberWasGivenToLongAgoIsGivenAnotherOne() {
        assertThatThrownBy(() -> start(jobs(3), "a")).isInstanceOf(Crash.class);
        var other = start(all(), "b");
        clock.advance(OrderedReplayJobs.PATIENCE);

        var started = start(all(), "a");

        assertThat(started.sequence()).isGreaterThan(other.sequence());
        assertThat(all().due(clock.instant(), 10)).containsExactly(other, started);
        // The entry that was left behind is gone.
        assertThat(table.query(Table.Range.of(Places.REPLAYS, Places.RUNNING_REPLAYS), 10))
                .hasSize(2);
    }

    @Test
    void whoDiesAtAnEndLeavesNothingThatStays() {
        var job = start(all(), "a");
        var administration = new ReplayAdministration(jobs(2), clock, new Random(1));
        assertThatThrownBy(() -> administration.cancel(TENANT, "a")).isInstanceOf(Crash.class);
        assertThat(all().find(TENANT, "a").orElseThrow().state()).isEqualTo(ReplayJob.State.CANCELLED);

        assertThat(all().due(clock.instant(), 10)).isEmpty();

        assertThat(table.query(Table.Range.of(Places.REPLAYS, Places.RUNNING_REPLAYS), 10))
                .isEmpty();
        assertThat(List.of(
                        table.get(Places.replayName(TENANT, "a")).orElseThrow(),
                        table.get(Places.replay(TENANT, job.sequence())).orElseThrow()))
                .allMatch(item -> item.number(Item.TTL)
                        > clock.instant().plus(ReplayJob.REMEMBERED).getEpochSecond());
    }

    @Test
    void aNameThatIsForgottenIsFree() {
        var first = start(all(), "a");
        new ReplayAdministration(all(), clock, new Random(1)).cancel(TENANT, "a");
        clock.advance(ReplayJob.REMEMBERED.plus(Duration.ofSeconds(1)));

        var second = start(all(), "a");

        assertThat(second.sequence()).isGreaterThan(first.sequence());
        assertThat(all().find(TENANT, "a")).contains(second);
        assertThat(all().list(TENANT, Long.MAX_VALUE, 10)).containsExactly(second);
    }

    private OrderedReplayJobs all() {
        return new OrderedReplayJobs(table, registry.tenants(), clock);
    }

    /// Dies before it writes more often than that.
    private OrderedReplayJobs jobs(int effects) {
        return new OrderedReplayJobs(
                new ChangedTable(table) {
                    private int left = effects;

                    @Override
                    public Put put(Item item, Condition condition) {
                        effect();
                        return super.put(item, condition);
                    }

                    @Override
                    public boolean delete(Key key, Condition condition) {
                        effect();
                        return super.delete(key, condition);
                    }

                    private void effect() {
                        if (left-- == 0) {
                            throw new Crash("at an effect");
                        }
                    }
                },
                registry.tenants(),
                clock);
    }

    private ReplayJob start(OrderedReplayJobs jobs, String id) {
        var request = new ReplayRequest(
                new SubscriptionUid(Id128.derive("a subscription")),
                "orders",
                new ReplaySelection.Failed(clock.instant().minusSeconds(9)),
                ReplayMode.MISSING,
                7,
                false);
        return new ReplayAdministration(jobs, clock, new Random(2))
                .start(TENANT, id, request)
                .job();
    }
}
