package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.Table.Condition;
import io.penstock.identity.Id128;
import io.penstock.replay.ReplayJob;
import io.penstock.replay.ReplayJobs;
import io.penstock.replay.ReplayJson;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Replays in the table: each has a name, which leads to its number; an entry in the list of those that run; and last
/// itself, under its number, which is what makes it one.
///
/// Who dies before that leaves a name and an entry. Whoever starts it again within [#PATIENCE] takes the name as it is, so
/// that two who start it at once start one; afterwards, it is given a number anew, and the entry goes. Who dies after the
/// end of one, before its entry is gone, leaves that to whoever comes upon it.
final class OrderedReplayJobs implements ReplayJobs {
    /// After how long a name or an entry without its job is nobody's any more.
    static final Duration PATIENCE = Duration.ofHours(1);

    private static final int FORM = 1;
    private static final int PAGE = 100;
    private static final int TRIES = 10;

    private final Table table;
    private final Tenants tenants;
    private final InstantSource clock;

    OrderedReplayJobs(Table table, Tenants tenants, InstantSource clock) {
        this.table = table;
        this.tenants = requireNonNull(tenants, "tenants is null");
        this.clock = clock;
    }

    @Override
    public ReplayJob put(ReplayJob job) {
        var present = find(job.tenant(), job.id());
        if (present.isPresent()) {
            return present.get();
        }
        if (tenants.find(job.tenant()).isEmpty()) {
            throw new TenantEndedException(job.tenant());
        }
        ReplayJob.checkRoom(running(job.tenant()));
        var kept = job.kept(name(job), 1);
        table.put(
                Item.at(Places.runningReplay(kept.tenant(), kept.sequence()), FORM)
                        .with("tenant", kept.tenant().value().text())
                        .with("sequence", kept.sequence())
                        .with("at", clock.instant()),
                new Condition.Any());
        return switch (table.put(write(kept), new Condition.Absent())) {
            case Table.Put.Written() -> kept;
            case Table.Put.Refused(var other) -> read(requireNonNull(other, "what was there is gone"));
        };
    }

    /// How many of a tenant's run.
    private long running(TenantUid tenant) {
        return running(Places.runningReplays(tenant)).stream()
                .filter(ReplayJob::isRunning)
                .count();
    }

    /// Gives `job` its name.
    ///
    /// @return its number
    private long name(ReplayJob job) {
        var key = Places.replayName(job.tenant(), job.id());
        for (int i = 0; i < TRIES; i++) {
            var now = clock.instant();
            var present = table.get(key).orElse(null);
            if (present != null && present.in(FORM).time("at").plus(PATIENCE).isAfter(now)) {
                return present.number("sequence"); // Someone is about to start it, or has died at that.
            }
            long sequence = nextSequence();
            var name = Item.at(key, FORM)
                    .with(Item.REVISION, sequence)
                    .with("sequence", sequence)
                    .with("at", now);
            if (table.put(name, condition(present)) instanceof Table.Put.Written) {
                return sequence;
            }
        }
        throw new IllegalStateException("the replay %s is started by too many".formatted(job.id()));
    }

    private long nextSequence() {
        for (int i = 0; i < TRIES; i++) {
            var present = table.get(Places.replaySequence()).orElse(null);
            long next = present == null ? 1 : present.in(FORM).number(Item.REVISION) + 1;
            var latest = Item.at(Places.replaySequence(), FORM).with(Item.REVISION, next);
            if (table.put(latest, condition(present)) instanceof Table.Put.Written) {
                return next;
            }
        }
        throw new IllegalStateException("too many replays are started at once; try again");
    }

    private static Condition condition(@Nullable Item present) {
        return present == null ? new Condition.Absent() : new Condition.Unchanged(present.number(Item.REVISION));
    }

    @Override
    public Optional<ReplayJob> find(TenantUid tenant, String id) {
        return table.get(Places.replayName(tenant, id))
                .map(name -> name.in(FORM).number("sequence"))
                .flatMap(sequence -> table.get(Places.replay(tenant, sequence)))
                .map(OrderedReplayJobs::read)
                .filter(this::isRemembered);
    }

    private boolean isRemembered(ReplayJob job) {
        return job.endedAt() == null
                || !job.endedAt().plus(ReplayJob.REMEMBERED).isBefore(clock.instant());
    }

    @Override
    public List<ReplayJob> list(TenantUid tenant, long before, int limit) {
        var found = new ArrayList<ReplayJob>();
        var range = new Table.Range(
                Places.replays(tenant),
                Places.REPLAY_JOBS,
                Places.replay(tenant, before).sort(),
                true);
        var page = table.query(range, limit);
        while (!page.isEmpty() && found.size() < limit) {
            page.stream()
                    .map(OrderedReplayJobs::read)
                    .filter(this::isRemembered)
                    .limit(limit - found.size())
                    .forEach(found::add);
            page = page.size() < limit
                    ? List.of()
                    : table.query(range.after(page.getLast().key().sort()), limit);
        }
        return found;
    }

    @Override
    public List<ReplayJob> due(Instant now, int limit) {
        return running(Places.RUNNING_REPLAYS).stream()
                .filter(job -> job.isRunning() && !job.progress().due().isAfter(now))
                .sorted(Comparator.comparing((ReplayJob job) -> job.progress().due())
                        .thenComparingLong(ReplayJob::sequence))
                .limit(limit)
                .toList();
    }

    /// Those on the list whose entries begin with `prefix`. What is not to be on it any more is taken off.
    private List<ReplayJob> running(String prefix) {
        var running = new ArrayList<ReplayJob>();
        var range = Table.Range.of(Places.REPLAYS, prefix);
        List<Item> page = table.query(range, PAGE);
        while (!page.isEmpty()) {
            var found = table.get(page.stream().map(OrderedReplayJobs::place).toList());
            page.forEach(entry -> running(entry, found).ifPresent(running::add));
            page = page.size() < PAGE
                    ? List.of()
                    : table.query(range.after(page.getLast().key().sort()), PAGE);
        }
        return running;
    }

    private static Key place(Item entry) {
        return Places.replay(new TenantUid(Id128.parse(entry.in(FORM).text("tenant"))), entry.number("sequence"));
    }

    private Optional<ReplayJob> running(Item entry, Map<Key, Item> found) {
        var job = Optional.ofNullable(found.get(place(entry))).map(OrderedReplayJobs::read);
        boolean mayCome = job.isEmpty() && entry.time("at").plus(PATIENCE).isAfter(clock.instant());
        if (!mayCome && job.filter(ReplayJob::isRunning).isEmpty()) {
            table.delete(entry.key(), new Condition.Any());
        }
        return job;
    }

    @Override
    public boolean save(ReplayJob changed) {
        if (!changed.isRunning()) {
            forgetName(changed);
        }
        var kept = changed.kept(changed.sequence(), changed.revision() + 1);
        boolean written =
                table.put(write(kept), new Condition.Unchanged(changed.revision())) instanceof Table.Put.Written;
        if (written && !kept.isRunning()) {
            table.delete(Places.runningReplay(kept.tenant(), kept.sequence()), new Condition.Any());
        }
        return written;
    }

    /// Has the table remove the name when the job is forgotten: before it ends, since nobody comes to it afterwards.
    private void forgetName(ReplayJob job) {
        var key = Places.replayName(job.tenant(), job.id());
        var until = requireNonNull(job.endedAt(), "it has ended at no time").plus(ReplayJob.REMEMBERED);
        table.get(key)
                .filter(name -> name.in(FORM).number("sequence") == job.sequence())
                .ifPresent(name -> table.put(name.until(until), new Condition.Unchanged(job.sequence())));
    }

    private static Item write(ReplayJob job) {
        var item = Item.at(Places.replay(job.tenant(), job.sequence()), FORM)
                .with(Item.REVISION, job.revision())
                .with("tenant", job.tenant().value().text())
                .with("id", job.id())
                .with("sequence", job.sequence())
                .with("state", job.state().name().toLowerCase(Locale.ROOT))
                .with("reason", job.reason())
                .with("startedAt", job.startedAt())
                .with("finishedAt", job.endedAt())
                .with("request", ReplayJson.write(job.request()))
                .with("progress", ReplayJson.write(job.progress()));
        return job.endedAt() == null ? item : item.until(job.endedAt().plus(ReplayJob.REMEMBERED));
    }

    private static ReplayJob read(Item item) {
        item.in(FORM);
        return new ReplayJob(
                new TenantUid(Id128.parse(item.text("tenant"))),
                item.text("id"),
                item.number("sequence"),
                item.number(Item.REVISION),
                ReplayJson.request(item.text("request")),
                item.time("startedAt"),
                ReplayJob.State.valueOf(item.text("state").toUpperCase(Locale.ROOT)),
                item.textOrNull("reason"),
                ReplayJson.progress(item.text("progress")),
                item.has("finishedAt") ? item.time("finishedAt") : null);
    }
}
