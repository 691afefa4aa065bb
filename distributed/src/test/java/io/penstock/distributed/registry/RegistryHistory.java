package io.penstock.distributed.registry;

import io.penstock.access.ApiKey;
import io.penstock.distributed.Blobs;
import io.penstock.distributed.ChangedTable;
import io.penstock.distributed.InMemoryVault;
import io.penstock.distributed.Item;
import io.penstock.distributed.Requests;
import io.penstock.distributed.Table;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.event.Event;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.routing.Plan;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningKeys;
import io.penstock.subscription.ChangedMeanwhileException;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Policy;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A random history of one tenant: several processes make, change and end its subscriptions and keys, match events, and
/// keep its snapshot; any may stand still at any effect while others go on, and die there. What each is answered must be
/// true of some version between what was known when it asked and what there was when it was answered. All of it is in one
/// thread, with one source of chance: the same seed makes the same history.
final class RegistryHistory {
    static final SubscriptionLimits LIMITS = new SubscriptionLimits(5, 12_000, Long.MAX_VALUE);

    private static final int ACTIONS = 120;
    private static final int MIN_CHANGES = 4;
    private static final int KEYS = 6;
    private static final List<String> IDS = List.of("a", "b", "c", "d", "e", "f", "g");
    private static final List<String> TYPES = List.of("*", "order.*", "order.paid", "stock.low");
    private static final List<Event> EVENTS = List.of(event("order.paid"), event("stock.low"), event("other"));

    private static final List<String> ADMIN = List.of("Admin");
    private static final List<String> SWEEP = List.of("Sweep");

    private final Requests requests = new Requests();
    private final Random random;
    private final Interruptions interruptions;
    private final TestClock clock = new TestClock();
    private final InMemoryTable table = new InMemoryTable();
    private final InMemoryBlobs blobs = new InMemoryBlobs();
    private final Table written;
    private final Blobs writtenBlobs;
    private final InMemoryVault vault;
    private final SigningKeys keys;
    private final List<String> violations = new ArrayList<>();
    private final RegistryModel model = new RegistryModel(violations, LIMITS);
    private final List<Worker> workers = new ArrayList<>();
    private final Tenant tenant;

    /// Every subscription that anyone ever wanted to make.
    private final Set<SubscriptionUid> uids = new LinkedHashSet<>();

    /// What someone was told of: no later answer may be older.
    private long known;

    private final Set<String> keysMade = new HashSet<>();
    private final Set<String> keysToBeRevoked = new HashSet<>();
    private final Set<String> keysRevoked = new HashSet<>();
    private boolean endStarted;
    private boolean ended;
    private int operations;

    /// What is in the memory of one worker.
    private final class Worker {
        private final Heads heads = new Heads(written, new Effects(written, Duration.ofDays(30)), random);
        private final OrderedTenants tenants = new OrderedTenants(written, heads, clock, random);
        private final OrderedKeys keys = new OrderedKeys(written, heads, random);
        private final OrderedSubscriptions subscriptions =
                new OrderedSubscriptions(written, heads, new SubscriptionItems(vault), LIMITS, clock);
        private final Snapshots snapshots = new Snapshots(written, writtenBlobs, random);
        private final CachedRouter router = new CachedRouter(heads, snapshots, 1_000_000);
        private final SnapshotKeeper keeper = new SnapshotKeeper(heads, snapshots, MIN_CHANGES);
        private final EndedTenants endedTenants = new EndedTenants(written, heads, tenants, snapshots, clock);
    }

    RegistryHistory(long seed, RegistryMutant mutant) {
        random = new Random(seed);
        vault = new InMemoryVault(random);
        keys = SigningKeys.of(SharedSecret.generate(random));
        interruptions = new Interruptions(random);
        interruptions.meanwhile(this::act);
        written = requests.table("Registry", mutant.table(interruptions.of(new Watched(table))));
        writtenBlobs = requests.blobs(mutant.blobs(interruptions.of(blobs)));
        tenant = new Tenant(new TenantUid(Id128.random(random)), "acme", "Acme", clock.instant());
        for (int i = 0; i < 3; i++) {
            workers.add(new Worker());
        }
    }

    /// Tells the model what is written.
    private final class Watched extends ChangedTable {
        Watched(Table table) {
            super(table);
        }

        @Override
        public Put put(Item item, Condition condition) {
            var put = super.put(item, condition);
            boolean isHead = item.key().equals(RegistryPlaces.head(tenant.uid()));
            if (isHead && put instanceof Put.Written) {
                var head = Head.read(tenant.uid(), item);
                if (head.version() != model.version()) {
                    model.changed(head);
                }
            }
            return put;
        }
    }

    /// Runs it.
    ///
    /// @return what is wrong; nothing, it is hoped
    List<String> run() {
        requests.by(ADMIN, () -> workers.getFirst().tenants.put(tenant));
        interruptions.begin();
        boolean ends = random.nextInt(4) == 0;
        for (int i = 0; i < ACTIONS && violations.isEmpty(); i++) {
            if (ends && i == ACTIONS * 3 / 4) {
                requests.by(ADMIN, this::end);
            }
            act();
        }
        interruptions.calm();
        if (violations.isEmpty()) {
            requests.by(ADMIN, this::lookAtAll);
        }
        return violations;
    }

    /// Who asked for what.
    Set<String> requests() {
        return requests.noted();
    }

    private void act() {
        int place = random.nextInt(workers.size());
        try {
            act(workers.get(place));
        } catch (Interruptions.Death e) {
            workers.set(place, new Worker());
        } catch (IllegalStateException e) {
            violations.add(String.valueOf(e));
        }
    }

    private void act(Worker worker) {
        clock.advance(Duration.ofSeconds(random.nextInt(60)));
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> requests.by(ADMIN, () -> create(worker));
            case 3, 4, 5 -> requests.by(ADMIN, () -> change(worker));
            case 6, 7 -> requests.by(ADMIN, () -> delete(worker));
            case 8, 9, 10 -> requests.by(List.of("Route", "Admin"), () -> route(worker));
            case 11 -> requests.by(List.of("Deliver"), () -> findByUid(worker));
            case 12 -> requests.by(ADMIN, () -> findById(worker));
            case 13 -> requests.by(ADMIN, () -> list(worker));
            case 14 -> requests.by(List.of("Announce"), () -> worker.keeper.keep(tenant.uid()));
            default -> requests.by(ADMIN, () -> keys(worker));
        }
    }

    private void end() {
        endStarted = true;
        try {
            ended = workers.getFirst().tenants.delete(tenant.uid());
        } catch (Interruptions.Death e) {
            workers.set(0, new Worker());
        }
    }

    /// Each says something that no other does.
    private Instant mark() {
        return TestClock.START.plusMillis(++operations);
    }

    private static String marked(Instant mark) {
        return "\"updatedAt\":\"%s\"".formatted(mark);
    }

    private void create(Worker worker) {
        var id = any(IDS);
        var mark = mark();
        var uid = new SubscriptionUid(Id128.random(random));
        uids.add(uid);
        write(worker, Subscription.active(uid, tenant.uid(), id, spec(), keys, mark), 0, mark);
    }

    private SubscriptionSpec spec() {
        var url = "https://receiver.example/" + "x".repeat(random.nextInt(1_000));
        var webhook = new Destination.Webhook(URI.create(url), Map.of(), Destination.Mode.BINARY);
        return new SubscriptionSpec(List.of(TypePattern.parse(any(TYPES))), null, webhook, Policy.STANDARD);
    }

    private void change(Worker worker) {
        var present = find(worker);
        if (present == null) {
            return;
        }
        var mark = mark();
        var changed = switch (random.nextInt(3)) {
            case 0 -> present.with(Status.paused(mark), mark);
            case 1 -> present.with(Status.active(mark), mark);
            default -> present.with(spec(), mark);
        };
        write(worker, changed, present.version(), mark);
    }

    private void write(Worker worker, Subscription subscription, long expected, Instant mark) {
        long before = model.version();
        boolean wasEnded = ended;
        try {
            var put = worker.subscriptions.put(subscription, expected);
            learn(put.version());
            if (put.version() <= before || put.version() > model.version()) {
                violations.add("%s was made between %d and %d".formatted(put, before, model.version()));
            } else if (!isMarked(model.change(put.version()), mark)) {
                violations.add("%s was answered as version %d".formatted(put, put.version()));
            } else {
                checkExpected(put, expected);
            }
            if (wasEnded) {
                violations.add("%s was put below a tenant that had ended".formatted(put));
            }
        } catch (ChangedMeanwhileException | InvalidInputException | TenantEndedException e) {
            if (model.changes().stream().anyMatch(change -> isMarked(change, mark))) {
                violations.add("%s was made all the same: %s".formatted(subscription, e.getMessage()));
            }
            if (e instanceof TenantEndedException && !endStarted) {
                violations.add(String.valueOf(e));
            }
        }
    }

    private static boolean isMarked(Change change, Instant mark) {
        var after = change.after();
        return after != null && after.body().contains(marked(mark));
    }

    private void checkExpected(Subscription put, long expected) {
        var before = model.at(put.version() - 1).get(put.uid());
        if ((before == null ? 0 : before.version()) != expected) {
            violations.add("%s took the place of %s".formatted(put, before));
        }
    }

    private void delete(Worker worker) {
        var present = find(worker);
        if (present == null) {
            return;
        }
        long before = model.version();
        try {
            boolean deleted = worker.subscriptions.delete(present.uid(), present.version());
            boolean isGone =
                    endStarted || model.sometimes(before, model.version(), state -> !state.containsKey(present.uid()));
            if (!isGone) {
                violations.add("%s: deleted %s".formatted(present, deleted));
            }
        } catch (ChangedMeanwhileException e) {
            boolean changed = model.sometimes(known, model.version(), state -> {
                var other = state.get(present.uid());
                return other != null && other.version() != present.version();
            });
            if (!changed) {
                violations.add("%s was not changed".formatted(present));
            }
        }
    }

    /// One that is there, perhaps.
    private @Nullable Subscription find(Worker worker) {
        var found = worker.subscriptions.find(tenant.uid(), any(IDS)).orElse(null);
        if (found != null) {
            learn(found.version());
        }
        return found;
    }

    private void learn(long version) {
        known = Math.max(known, version);
    }

    private void findByUid(Worker worker) {
        if (uids.isEmpty()) {
            return;
        }
        var uid = any(List.copyOf(uids));
        long first = known;
        boolean wasEnded = ended;
        var found = worker.subscriptions.find(uid).orElse(null);
        boolean isTrue = model.sometimes(first, model.version(), state -> isThat(found, state.get(uid)));
        check(isTrue, wasEnded, found == null, "the subscription of uid %s is %s".formatted(uid, found));
        if (found != null) {
            learn(found.version());
        }
    }

    private void check(boolean isTrue, boolean wasEnded, boolean isNothing, String what) {
        if (wasEnded ? !isNothing : !isTrue && !(endStarted && isNothing)) {
            violations.add("%s, at none of the versions from %d to %d".formatted(what, known, model.version()));
        }
    }

    private static boolean isThat(@Nullable Subscription found, RegistryModel.@Nullable State state) {
        return (found == null || state == null)
                ? found == null && state == null
                : found.version() == state.version() && found.selection().equals(state.wants());
    }

    private void findById(Worker worker) {
        var id = any(IDS);
        long first = known;
        boolean wasEnded = ended;
        var found = worker.subscriptions.find(tenant.uid(), id).orElse(null);
        boolean isTrue = model.sometimes(
                first,
                model.version(),
                state -> isThat(
                        found,
                        state.values().stream()
                                .filter(one -> one.id().equals(id))
                                .findAny()
                                .orElse(null)));
        check(isTrue, wasEnded, found == null, "the subscription %s is %s".formatted(id, found));
        if (found != null) {
            learn(found.version());
        }
    }

    /// What is listed was there, and what was there all the time is listed.
    private void list(Worker worker) {
        long first = known;
        boolean wasEnded = ended;
        var listed = new HashMap<SubscriptionUid, Subscription>();
        worker.subscriptions.list(tenant.uid(), "", 100).forEach(one -> listed.put(one.uid(), one));
        for (var uid : uids) {
            var found = listed.get(uid);
            boolean isTrue = model.sometimes(first, model.version(), state -> isThat(found, state.get(uid)));
            check(isTrue, wasEnded, found == null, "in the list %s is %s".formatted(uid, found));
        }
        listed.values().forEach(one -> learn(one.version()));
    }

    private void route(Worker worker) {
        var event = any(EVENTS);
        long first = known;
        boolean wasEnded = ended;
        var plan = worker.router.route(tenant.uid(), event);
        if (plan.registryVersion() > model.version()) {
            violations.add("%s is ahead of version %d".formatted(plan, model.version()));
            return;
        }
        boolean isTrue = plan.registryVersion() >= first
                && plan.subscriptions().equals(model.wanting(event, plan.registryVersion()));
        check(isTrue, wasEnded, plan.subscriptions().isEmpty(), "%s goes as %s".formatted(event.type(), plan));
        learn(plan.registryVersion());
    }

    private void keys(Worker worker) {
        var id = "key_" + random.nextInt(KEYS);
        boolean wasEnded = ended;
        if (random.nextBoolean() && !keysMade.contains(id)) {
            keysMade.add(id);
            try {
                worker.keys.add(key(id));
                boolean isThere = worker.keys.find(id).isPresent();
                if (!isThere && !keysToBeRevoked.contains(id) && !endStarted) {
                    violations.add("%s is not there".formatted(id));
                }
                if (wasEnded) {
                    violations.add("%s was made below a tenant that had ended".formatted(id));
                }
            } catch (TenantEndedException e) {
                if (!endStarted) {
                    violations.add(String.valueOf(e));
                }
            }
        } else {
            boolean wasRevoked = keysRevoked.contains(id);
            boolean isThere = worker.keys.find(id).isPresent();
            if (isThere && (wasRevoked || wasEnded)) {
                violations.add("%s is in force".formatted(id));
            }
            keysToBeRevoked.add(id);
            if (worker.keys.revoke(tenant.uid(), id)) {
                keysRevoked.add(id);
            }
        }
    }

    private ApiKey key(String id) {
        return new ApiKey(id, tenant.uid(), "ci", "0f".repeat(32), clock.instant(), null);
    }

    /// After all is calm, everyone knows the same.
    private void lookAtAll() {
        var worker = new Worker();
        if (endStarted && !ended) {
            ended = worker.tenants.delete(tenant.uid())
                    || worker.tenants.find(tenant.id()).isEmpty();
        }
        if (ended) {
            // It may come upon a change that nobody has brought to its end.
            requests.by(SWEEP, worker.endedTenants::removeSome);
        }
        worker.subscriptions.list(tenant.uid(), "", 100);
        known = model.version();
        list(worker);
        EVENTS.forEach(event -> {
            for (var any : List.of(worker, workers.getFirst())) {
                var plan = any.router.route(tenant.uid(), event);
                var right = new Plan(known, ended ? List.of() : model.wanting(event, known));
                if (!plan.equals(right)) {
                    violations.add("in the end %s, rather than %s".formatted(plan, right));
                }
            }
        });
        if (ended) {
            lookAtWhatIsLeft(worker);
        } else {
            for (long version = random.nextInt(3); version <= known; version += 3) {
                lookAtWhatWasWanted(worker, version);
            }
        }
    }

    private void lookAtWhatWasWanted(Worker worker, long version) {
        for (var id : IDS) {
            var told = worker.subscriptions.asOf(tenant.uid(), id, version);
            if (!told.equals(model.asOf(id, version))) {
                violations.add(
                        "at version %d %s wanted %s, not %s".formatted(version, id, model.asOf(id, version), told));
            }
        }
    }

    /// A tenant that has ended leaves no item that does not go by itself, but for entries of keys that were never made.
    private void lookAtWhatIsLeft(Worker worker) {
        requests.by(SWEEP, () -> {
            while (worker.endedTenants.removeSome()) {}
        });
        var left = table.items().stream()
                .filter(item -> !item.has(Item.TTL))
                .map(Item::key)
                .filter(key -> !key.partition().startsWith("key#"))
                .toList();
        if (!left.isEmpty()) {
            violations.add("it leaves %s".formatted(left));
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static Event event(String type) {
        return new Event("1", "/shop", type, null, null, null, null, Map.of(), null);
    }
}
