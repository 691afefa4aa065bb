package io.penstock.distributed;

import io.penstock.delivery.AttemptListener;
import io.penstock.delivery.Concurrency;
import io.penstock.delivery.Deliverer;
import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Outcome;
import io.penstock.delivery.Releaser;
import io.penstock.delivery.ScriptedTargets;
import io.penstock.delivery.Step;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventKey;
import io.penstock.event.ExtensionValue;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.operation.OperationalEvent;
import io.penstock.replay.ReplayAdministration;
import io.penstock.replay.ReplayJob;
import io.penstock.replay.ReplayJobs;
import io.penstock.replay.ReplayMode;
import io.penstock.replay.ReplayPage;
import io.penstock.replay.ReplayPages;
import io.penstock.replay.ReplayRequest;
import io.penstock.replay.ReplayRunner;
import io.penstock.replay.ReplaySelection;
import io.penstock.replay.Replayed;
import io.penstock.replay.StalledReplays;
import io.penstock.retry.RetrySchedule;
import io.penstock.routing.Plan;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningKeys;
import io.penstock.subscription.ChangedMeanwhileException;
import io.penstock.subscription.CircuitBreaker;
import io.penstock.subscription.DailyWindow;
import io.penstock.subscription.Destination;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.Ordering;
import io.penstock.subscription.Policy;
import io.penstock.subscription.RateLimit;
import io.penstock.subscription.Responses;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.subscription.Throttle;
import io.penstock.subscription.Timing;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/// Everything that a history is about, and each thing that can happen in it. All of it in one thread, with one source of
/// chance: the same seed makes the same history.
final class World {
    static final DistributedOptions OPTIONS =
            new DistributedOptions(DistributedOptions.MIN_RETENTION, Duration.ofMinutes(1), 2, 2);

    private static final RetrySchedule SCHEDULE = new RetrySchedule(
            List.of(Duration.ofSeconds(5), Duration.ofMinutes(2), Duration.ofMinutes(20), Duration.ofHours(2)), 0.2);

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /// How far a clock is from the true time, at most.
    static final Duration SKEW = Duration.ofMillis(500);

    /// How long a message is held for whoever received it.
    private static final Duration HOLD = Duration.ofSeconds(90);

    /// Larger than what an item takes.
    private static final int LARGE = 400_000;

    /// Too large for a message, too.
    private static final int HUGE = 900_000;

    private static final List<String> INTAKES = List.of("Ingest", "Ingress", "Admin");
    private static final List<String> ROUTE = List.of("Route");
    private static final List<String> DELIVER = List.of("Deliver");
    private static final List<String> SWEEP = List.of("Sweep");
    private static final List<String> ADMIN = List.of("Admin");
    private static final List<String> REPLAY = List.of("Replay");

    /// What the numbers of pages begin with that are no real job's: real ones are older.
    private static final int FIRST_PAGE = 1_000;

    final Trace trace = new Trace();
    final TestClock clock = new TestClock();
    final List<String> violations = new ArrayList<>();

    /// Who asked for what, by the functions that do on AWS what happens here.
    final Requests requests = new Requests();

    final Faults faults;
    final Random random;
    final InMemoryTable table = new InMemoryTable();
    final InMemoryBlobs blobs = new InMemoryBlobs();
    final InMemoryQueue eventQueue = new InMemoryQueue(clock);
    final InMemoryQueue deliveryQueue = new InMemoryQueue(clock);
    final InMemoryQueue replayQueue = new InMemoryQueue(clock);
    final InMemoryRegistry registry = new InMemoryRegistry();
    final TenantUid tenant;
    final WatchedLanes lanes = new WatchedLanes(table, this::alwaysBlocks, violations);
    final Receivers receivers;
    final DistributedSteps steps;
    final WatchedLedger watched;

    /// The events whose acceptance was answered, and how often.
    final Map<EventKey, Integer> accepted = new LinkedHashMap<>();

    /// What was handed in under each name, be it accepted or not.
    final Map<EventKey, List<Event>> handedIn = new LinkedHashMap<>();

    /// Who was to get each event, once that was decided.
    final Map<EventKey, List<SubscriptionUid>> plans = new LinkedHashMap<>();

    /// What was announced, by its id.
    final Map<Id128, OperationalEvent> announced = new HashMap<>();

    /// How often each delivery was to be replayed.
    final Map<DeliveryId, Integer> replays = new HashMap<>();

    /// The events that were to be erased.
    final Set<EventKey> toErase = new LinkedHashSet<>();

    /// Those of them whose erasure was answered.
    final Set<EventKey> erased = new HashSet<>();

    /// What the blobs are called that were made of events whose messages came.
    final Set<String> blobNames = new HashSet<>();

    /// What steps are at that make attempts, the innermost first.
    private final Deque<Work> atWork = new ArrayDeque<>();

    /// A step at a message.
    private static final class Work {
        final DeliveryMessage message;
        final Instant begunAt;
        boolean isRequested;

        Work(DeliveryMessage message, Instant begunAt) {
            this.message = message;
            this.begunAt = begunAt;
        }
    }

    /// The subscriptions whose policies were changed.
    private final Set<SubscriptionUid> changed = new HashSet<>();

    /// Who tried an open circuit in which version of its subscription.
    private final Map<DeliveryMessage, Long> tried = new HashMap<>();

    /// The replays whose start was answered.
    final Set<String> started = new LinkedHashSet<>();

    /// Pages of replays, each of a job of its own: the number of the job is its place, from [#FIRST_PAGE].
    private final List<Page> pages = new ArrayList<>();

    /// Which jobs were to begin which deliveries.
    private final Set<String> begun = new HashSet<>();

    /// The newest job that is known to have begun a delivery.
    private final Map<DeliveryId, Long> newest = new HashMap<>();

    /// What the clock shows whoever is at work.
    private final InstantSource skewed = this::skewed;

    private Duration skew = Duration.ZERO;
    private final Mutant mutant;
    private final QueueIntake intake;
    private final Planner planner;
    private final ReplayPages replayPages;
    private final ReplayPages pagesAsTheyAre;
    private final ReplayJobs jobs;
    private final ReplayAdministration replaying;
    private final StalledReplays stalled;
    private final ReplayRequests replayRequests;
    private final ReplayChain chain;
    private final MessageRunner planning;
    private final MessageRunner delivering;
    private final Deliverer deliverer;
    private final Releaser releaser;
    private int events;
    private int made;

    World(long seed, Mutant mutant) {
        this.mutant = mutant;
        random = new Random(seed);
        faults = new Faults(random, clock, trace);
        receivers = new Receivers(random, faults, trace, this::lookAtRequest);
        tenant = new TenantUid(Id128.random(random));
        registry.tenants().put(new Tenant(tenant, "acme", "Acme", clock.instant()));
        var events = requests.queue("Events", new FaultyQueue("events", eventQueue, faults));
        var deliveries = requests.queue("Deliveries", new FaultyQueue("deliveries", deliveryQueue, faults));
        var faultyBlobs = requests.blobs(mutant.blobs(new FaultyBlobs(blobs, faults)));
        steps = new DistributedSteps(
                requests.table("Ledger", mutant.table(new FaultyTable(lanes, faults))),
                new Queues(mutant.events(events), mutant.queue(deliveries)),
                faultyBlobs,
                subscriptions(),
                registry::nameOf,
                skewed,
                random,
                OPTIONS,
                new Announcing(mutant.announcer(this::announce), _ -> "acme"),
                // So few that there are longer plans.
                seed % 2 == 0 ? 1 : 2);
        replayPages = this::replay;
        pagesAsTheyAre = mutant.replayPages(steps.replayPages());
        jobs = steps.replayJobs(registry.tenants());
        stalled = new StalledReplays(jobs, skewed);
        var replays = new FaultyQueue("replays", replayQueue, faults);
        replayRequests = new ReplayRequests(request -> send(replays, request));
        replaying = new ReplayAdministration(replayRequests.startingIn(jobs), skewed, random);
        chain = new ReplayChain(
                jobs,
                new ReplayRunner(jobs, replayPages, steps.ledger(), subscriptions(), skewed),
                replayRequests,
                skewed,
                clock::advance,
                () -> random.nextInt(3) > 0);
        intake = new QueueIntake(events, faultyBlobs, skewed, random);
        planner = steps.planner((_, _) -> route());
        planning = new MessageRunner(this::plan, mutant.sentAgain(events), Concurrency.NONE, Duration.ZERO);
        delivering = new MessageRunner(this::deliver, mutant.sentAgain(deliveries), Concurrency.NONE, Duration.ZERO);
        watched = new WatchedLedger(mutant.deliveries(steps.deliveries()), clock, erased, violations, lanes::begins);
        deliverer = new Deliverer(
                watched,
                mutant.subscriptions(subscriptions()),
                receivers,
                ScriptedTargets.unused(),
                steps.attemptCounts(),
                AttemptListener.NONE,
                new WatchedAdmissions(steps.admissions(), violations),
                skewed,
                random);
        releaser = new Releaser(steps.parking(), mutant.subscriptions(subscriptions()), skewed);
    }

    private void send(MessageQueue replays, String request) {
        requests.note("events:PutEvents", "Bus");
        if (!replays.send(List.of(new MessageQueue.Message(request, "all", Duration.ZERO)))
                .isEmpty()) {
            throw new NotSentException(1, 1);
        }
    }

    private Instant skewed() {
        return clock.instant().plus(skew);
    }

    /// Somebody does `action`, who has a clock of his own.
    void byAnother(Runnable action) {
        var before = skew;
        skew = Duration.ofMillis(random.nextLong(-SKEW.toMillis(), SKEW.toMillis() + 1));
        try {
            action.run();
        } finally {
            skew = before;
        }
    }

    Subscriptions subscriptions() {
        return registry.subscriptions();
    }

    private List<Subscription> present() {
        return subscriptions().list(tenant, "", 100);
    }

    /// By chance, so that two plans of the same event differ.
    private Plan route() {
        var matched = present().stream().filter(_ -> random.nextDouble() < 0.8).toList();
        return new Plan(
                random.nextInt(1, 1_000),
                matched.stream().map(Subscription::uid).toList(),
                matched.stream()
                        .filter(subscription -> subscription.policy().ordering().isOrdered())
                        .map(Subscription::uid)
                        .collect(Collectors.toSet()));
    }

    /// Whether what failed for good holds back the others from the beginning on.
    private boolean alwaysBlocks(SubscriptionUid uid) {
        return !changed.contains(uid)
                && subscriptions().ordering(uid).filter(Ordering.BLOCK::equals).isPresent();
    }

    void accept() {
        boolean again = !handedIn.isEmpty() && random.nextInt(5) == 0;
        int number = again ? random.nextInt(events) : events++;
        var event = event(number, again && random.nextBoolean() ? 1 : 0);
        var key = EventKey.of(tenant, event.source(), event.id());
        handedIn.computeIfAbsent(key, _ -> new ArrayList<>()).add(event);
        try {
            requests.by(INTAKES, () -> intake.accept(tenant, List.of(event)));
            accepted.merge(key, 1, Integer::sum);
        } catch (IntakeRefusedException e) {
            trace.add("refused: " + e.detail());
        }
    }

    private static Event event(int number, int version) {
        var text = "{\"number\": %d.0, \"version\":%d}".formatted(number, version);
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var data = switch (number % 40) {
            case 5 -> new EventData(EventData.Form.BINARY, padded(bytes, LARGE));
            case 9 -> new EventData(EventData.Form.BINARY, padded(bytes, HUGE));
            default -> new EventData(EventData.Form.JSON, bytes);
        };
        var subject = "order " + number;
        Map<String, ExtensionValue> extensions =
                number % 3 == 0 ? Map.of() : Map.of(Event.PARTITION_KEY, new ExtensionValue.Text("key " + number % 2));
        return new Event("event-" + number, "/shop", "order.created", subject, null, null, null, extensions, data);
    }

    private static byte[] padded(byte[] bytes, int length) {
        var padded = new byte[length];
        System.arraycopy(bytes, 0, padded, 0, bytes.length);
        return padded;
    }

    void plan() {
        requests.by(ROUTE, () -> take(eventQueue).ifPresent(message -> handle(eventQueue, message, planning)));
    }

    private void plan(String body) {
        if (Envelopes.toPlan(body) instanceof Envelopes.ToPlan.Event(var came)) {
            var event = came.event().withoutData();
            var key = EventKey.of(came.tenant(), event.source(), event.id());
            blobNames.add(EventItems.dataName(came.tenant(), key, came.acceptId()));
        }
        var acceptance = planner.plan(body);
        trace.add("planned " + acceptance);
        acceptance
                .filter(planned -> planned.kind() == Acceptance.Kind.NEW)
                .ifPresent(planned -> rememberPlan(planned.event()));
    }

    /// A plan is made once, and never again.
    private void rememberPlan(EventKey key) {
        var items = new EventItems(blobs, OPTIONS);
        var kept = items.read(table.get(Places.event(key)).orElseThrow());
        var planned = new PlanPages(table, items, random, PlanPages.SIZE)
                .all(kept).stream()
                        .map(KeptEvent.Planned::subscription)
                        .sorted(Comparator.comparing(SubscriptionUid::value))
                        .toList();
        var before = plans.putIfAbsent(key, planned);
        if (before != null && !before.equals(planned)) {
            violations.add("%s was planned twice".formatted(key));
        }
    }

    void deliver() {
        requests.by(
                DELIVER, () -> take(deliveryQueue).ifPresent(message -> handle(deliveryQueue, message, delivering)));
    }

    private void deliver(String body) {
        var message = Envelopes.delivery(body);
        var attempt = deliverAndNote(message).attempt();
        if (attempt != null && attempt.outcome() instanceof Outcome.Delivered) {
            lookAtCircuit(message);
        }
    }

    private Step deliverAndNote(DeliveryMessage message) {
        atWork.addFirst(new Work(message, clock.instant()));
        try {
            return deliverer.deliver(message);
        } finally {
            atWork.removeFirst();
        }
    }

    /// A success closes the circuit that it tried, unless someone else changed the subscription.
    private void lookAtCircuit(DeliveryMessage message) {
        subscriptions()
                .find(message.subscription())
                .filter(present -> Objects.equals(present.version(), tried.get(message)))
                .filter(present -> present.status().circuit() != null)
                .ifPresent(_ -> violations.add("%s succeeded, and the circuit is open".formatted(message)));
    }

    /// Any that is visible: queues have no order.
    private Optional<InMemoryQueue.Received> take(InMemoryQueue queue) {
        var visible = queue.visible();
        return visible.isEmpty() ? Optional.empty() : queue.receive(visible.get(random.nextInt(visible.size())), HOLD);
    }

    /// The message goes after its effects; what could not be done comes again.
    private void handle(InMemoryQueue queue, InMemoryQueue.Received message, MessageRunner runner) {
        if (mutant.deletesFirst()) {
            queue.delete(message.number());
        }
        var received = new MessageRunner.Received(Long.toString(message.number()), message.body(), null, 1);
        var kept = runner.run(List.of(received), () -> Duration.ZERO);
        faults.mayCrash("before its message is deleted");
        if (kept.isEmpty()) {
            queue.delete(message.number());
        } else {
            trace.add("kept " + kept);
            queue.giveBack(message.number(), kept.getFirst().visibleIn());
        }
    }

    private void announce(List<OperationalEvent> events) {
        requests.note("events:PutEvents", "Bus");
        for (var event : events) {
            faults.at("announce " + event, () -> {
                if (!event.equals(announced.merge(event.id(), event, (first, _) -> first))) {
                    violations.add("%s was announced another way before".formatted(event));
                }
                return event;
            });
        }
    }

    void sweep() {
        trace.add("swept " + sweep(random.nextInt(OPTIONS.dueShards())));
    }

    Swept sweep(int shard) {
        var swept = new ArrayList<Swept>();
        requests.by(SWEEP, () -> swept.add(steps.sweeper().sweep(shard, () -> true)));
        return swept.getFirst();
    }

    void look() {
        requests.by(SWEEP, this::lookNow);
    }

    private void lookNow() {
        var look = releaser.look(() -> true);
        look.failures().forEach(failure -> {
            if (!(failure instanceof NotSentException)) {
                throw failure;
            }
            trace.add(String.valueOf(failure.getMessage()));
        });
        trace.add("released " + look.moved());
    }

    void makeSubscription() {
        var id = "subscription-" + made++;
        subscriptions()
                .put(
                        new Subscription(
                                new SubscriptionUid(Id128.random(random)),
                                tenant,
                                id,
                                0,
                                List.of(new TypePattern.All()),
                                null,
                                new Destination.Webhook(
                                        URI.create("https://receiver.example/hooks"),
                                        Map.of(),
                                        Destination.Mode.BINARY),
                                policy(),
                                Status.active(clock.instant()),
                                SigningKeys.of(SharedSecret.generate(random)),
                                clock.instant(),
                                clock.instant()),
                        0);
        trace.add("made " + id);
    }

    /// Half of them say nothing of when attempts may be made.
    private Policy policy() {
        var timing = random.nextBoolean()
                ? Timing.STANDARD
                : new Timing(
                        random.nextBoolean() ? Duration.ofMinutes(random.nextInt(60, 600)) : null,
                        random.nextBoolean() ? Duration.ofMinutes(random.nextInt(1, 60)) : null,
                        random.nextBoolean() ? window() : null);
        var breaker = new CircuitBreaker(
                random.nextInt(4) > 0,
                0.5,
                random.nextInt(2, 6),
                Duration.ofMinutes(random.nextInt(1, 60)),
                Duration.ofSeconds(random.nextInt(1, 300)));
        return new Policy(SCHEDULE, TIMEOUT, Responses.STANDARD, timing)
                .with(breaker)
                .with(throttle())
                .with(any(List.of(Ordering.values())).orElseThrow());
    }

    private Throttle throttle() {
        return new Throttle(
                random.nextInt(3) == 0
                        ? new RateLimit(random.nextInt(1, 6), RateLimit.Per.MINUTE, random.nextInt(1, 3))
                        : null,
                random.nextInt(3) == 0 ? random.nextInt(1, 3) : null);
    }

    private DailyWindow window() {
        var from = LocalTime.of(random.nextInt(24), 0);
        return new DailyWindow(from, from.plusHours(random.nextInt(1, 12)), ZoneOffset.UTC);
    }

    void changePolicy() {
        any(present()).ifPresent(subscription -> {
            var spec = subscription.spec();
            var changed = new SubscriptionSpec(spec.types(), spec.filter(), spec.destination(), policy());
            subscriptions().put(subscription.with(changed, clock.instant()), subscription.version());
            this.changed.add(subscription.uid());
            trace.add("%s has %s".formatted(subscription.uid(), changed.policy()));
        });
    }

    /// No request is made at a time that the policy does not allow: neither by the clock of whoever makes it, nor counted
    /// from when the event was handed in; nor while the circuit is open, but for one at a time that tries it.
    private void lookAtRequest() {
        var work = atWork.getFirst();
        var message = work.message;
        var subscription = subscriptions().find(message.subscription()).orElseThrow();
        var timing = subscription.policy().timing();
        var now = skewed.instant().truncatedTo(ChronoUnit.MILLIS);
        var acceptedAt = table.get(Places.event(message.event())).orElseThrow().time("acceptedAt");
        boolean isEarly = timing.delay() != null
                && message.run() == 1
                && message.n() == 1
                && now.isBefore(acceptedAt.plus(timing.delay()));
        boolean isLate = timing.timeToLive() != null
                && message.run() == 1
                && !now.isBefore(acceptedAt.plus(timing.timeToLive()));
        boolean isOutside =
                timing.window() != null && !timing.window().open(now).equals(now);
        // What is changed while an attempt is about to begin holds from the next one on.
        boolean isChanged = !subscription.updatedAt().isBefore(work.begunAt);
        if (!isChanged && (isEarly || isLate || isOutside)) {
            violations.add(
                    "%s was requested at %s, and accepted at %s, under %s".formatted(message, now, acceptedAt, timing));
        }
        var concurrency = subscription.policy().throttle().concurrency();
        long others = atWork.stream()
                .filter(other -> other.isRequested && isHeld(other))
                .filter(other -> other.message.subscription().equals(message.subscription()))
                .filter(other -> subscription.updatedAt().isBefore(other.begunAt))
                .count();
        if (!isChanged && concurrency != null && others >= concurrency && isHeld(work)) {
            violations.add(
                    "%s was requested while %d others were under way, of %d".formatted(message, others, concurrency));
        }
        work.isRequested = true;
        // Each one that tries an open circuit takes a lease, which makes another version.
        var circuit = subscription.status().circuit();
        // One that was opened since this one was admitted is not tried by it.
        if (circuit != null && circuit.openedAt().isBefore(work.begunAt.minus(SKEW.multipliedBy(2)))) {
            if (tried.containsValue(subscription.version())) {
                violations.add("%s was requested while another one tried the open circuit".formatted(message));
            }
            tried.put(message, subscription.version());
        }
    }

    /// Whether it counts as under way: whoever stood still for longer does not.
    private boolean isHeld(Work work) {
        var lease = TIMEOUT.plusSeconds(30).minus(SKEW.multipliedBy(2));
        return work.begunAt.plus(lease).isAfter(clock.instant());
    }

    void pauseOrResume() {
        any(present()).ifPresent(subscription -> {
            var paused = subscription.status().state() == Status.State.ACTIVE;
            put(subscription, paused ? Status.paused(clock.instant()) : Status.active(clock.instant()));
        });
    }

    void resumeAll() {
        present().stream()
                .filter(subscription -> subscription.status().state() != Status.State.ACTIVE)
                .forEach(subscription -> put(subscription, Status.active(clock.instant())));
    }

    private void put(Subscription subscription, Status status) {
        try {
            subscriptions().put(subscription.with(status, clock.instant()), subscription.version());
            trace.add("%s is %s".formatted(subscription.uid(), status.state()));
        } catch (ChangedMeanwhileException e) {
            trace.add(String.valueOf(e.getMessage()));
        }
    }

    void deleteSubscription() {
        any(present()).ifPresent(subscription -> {
            subscriptions().delete(subscription.uid(), subscription.version());
            trace.add("deleted " + subscription.uid());
        });
    }

    void replay() {
        requests.by(ADMIN, this::replayAny);
    }

    private void replayAny() {
        any(List.copyOf(plans.keySet()))
                .flatMap(key -> any(steps.ledger().deliveries(tenant, key)))
                .ifPresent(delivery -> {
                    trace.add("replay " + delivery.id());
                    replays.merge(delivery.id(), 1, Integer::sum);
                    try {
                        steps.replays().replay(tenant, delivery.id());
                    } catch (NotSentException e) {
                        trace.add(String.valueOf(e.getMessage()));
                    }
                });
    }

    void skip() {
        requests.by(
                ADMIN,
                () -> any(List.copyOf(plans.keySet()))
                        .flatMap(key -> any(steps.ledger().deliveries(tenant, key)))
                        .ifPresent(delivery -> skip(delivery.id())));
    }

    /// Lets all lanes go on.
    void skipBlockers() {
        for (var subscription : present()) {
            requests.by(
                    ADMIN,
                    () -> steps.lanes()
                            .blocked(tenant, subscription.uid(), null, 100)
                            .items()
                            .forEach(lane -> skip(lane.blocker().id())));
        }
    }

    private void skip(DeliveryId delivery) {
        try {
            trace.add("skip %s: %s".formatted(delivery, steps.lanes().skip(tenant, delivery)));
        } catch (NotSentException e) {
            trace.add(String.valueOf(e.getMessage()));
        }
    }

    void erase() {
        any(List.copyOf(accepted.keySet())).ifPresent(this::erase);
    }

    /// Whoever gets no answer asks again.
    void eraseWhatIsToBe() {
        toErase.stream().filter(key -> !erased.contains(key)).toList().forEach(this::erase);
    }

    private void erase(EventKey key) {
        requests.by(ADMIN, () -> {
            trace.add("erase " + key);
            try {
                // Before it is planned there is nothing to erase.
                if (steps.ledger().event(tenant, key).isPresent()) {
                    toErase.add(key);
                    steps.erasure().erase(tenant, key);
                    erased.add(key);
                }
            } catch (NotSentException e) {
                trace.add(String.valueOf(e.getMessage()));
            }
        });
    }

    /// What a job does in a step.
    private record Page(SubscriptionUid subscription, ReplayMode mode, List<EventKey> events) {}

    /// Does a page of a replay: a new one, or one that was done before, as after a crash before its job was written.
    void replayPage() {
        requests.by(REPLAY, this::replayAnyPage);
    }

    private void replayAnyPage() {
        if (pages.isEmpty() || random.nextBoolean()) {
            any(present()).ifPresent(subscription -> {
                var events = new LinkedHashSet<EventKey>();
                for (int i = 0; i < 3; i++) {
                    any(List.copyOf(plans.keySet())).ifPresent(events::add);
                }
                var mode = random.nextInt(3) == 0 ? ReplayMode.MISSING : ReplayMode.AGAIN;
                pages.add(new Page(subscription.uid(), mode, List.copyOf(events)));
            });
        }
        if (!pages.isEmpty()) {
            replay(random.nextInt(pages.size()) + FIRST_PAGE);
        }
    }

    private void replay(int job) {
        var page = pages.get(job - FIRST_PAGE);
        try {
            replayPages.replay(new ReplayPage(tenant, page.subscription(), job, page.mode(), false, page.events()));
        } catch (NotSentException e) {
            trace.add(String.valueOf(e.getMessage()));
        }
    }

    /// A page of any job, which takes nothing over from a newer one.
    private List<Replayed> replay(ReplayPage page) {
        long job = page.job();
        trace.add("replay " + page);
        var before = Map.copyOf(newest);
        for (var event : page.events()) {
            var delivery = DeliveryId.of(event, page.subscription());
            if (begun.add(job + " " + delivery)) {
                replays.merge(delivery, 1, Integer::sum);
            }
        }
        var done = pagesAsTheyAre.replay(page);
        for (int i = 0; i < done.size(); i++) {
            var delivery = DeliveryId.of(page.events().get(i), page.subscription());
            if (done.get(i) == Replayed.SENT) {
                newest.merge(delivery, job, Math::max);
                if (before.getOrDefault(delivery, 0L) > job) {
                    violations.add("the job %d took %s over from a newer one".formatted(job, delivery));
                }
            }
        }
        return done;
    }

    void startReplay() {
        any(present()).ifPresent(subscription -> requests.by(ADMIN, () -> startReplay(subscription)));
    }

    private void startReplay(Subscription subscription) {
        var id = "replay-" + random.nextInt(6);
        var request = new ReplayRequest(
                subscription.uid(),
                subscription.id(),
                selection(),
                random.nextBoolean() ? ReplayMode.MISSING : ReplayMode.AGAIN,
                random.nextInt(1, 20),
                false);
        try {
            trace.add("start " + replaying.start(tenant, id, request).job());
            started.add(id);
        } catch (InvalidInputException e) {
            trace.add(String.valueOf(e.getMessage()));
        }
    }

    private ReplaySelection selection() {
        var named = any(List.copyOf(plans.keySet()));
        if (named.isPresent() && random.nextBoolean()) {
            return new ReplaySelection.Events(List.of(named.get()));
        }
        return random.nextBoolean()
                ? new ReplaySelection.Range(TestClock.START.minusSeconds(9), null, List.of(), null, null)
                : new ReplaySelection.Failed(TestClock.START.minusSeconds(9));
    }

    void cancelReplay() {
        any(List.copyOf(started))
                .ifPresent(id -> requests.by(ADMIN, () -> {
                    trace.add("cancel " + replaying.cancel(tenant, id));
                    replaying.list(tenant, Long.MAX_VALUE, 3);
                }));
    }

    /// The job that is called `id`.
    Optional<ReplayJob> replay(String id) {
        return replaying.find(tenant, id);
    }

    /// A link that fails is not done again.
    void goOnWithReplay() {
        requests.by(
                REPLAY,
                () -> take(replayQueue).ifPresent(request -> {
                    try {
                        chain.goOn(request.body());
                    } catch (RuntimeException e) {
                        trace.add(String.valueOf(e.getMessage()));
                    }
                    faults.mayCrash("at the end of a link");
                    replayQueue.delete(request.number());
                }));
    }

    void sweepReplays() {
        requests.by(SWEEP, () -> {
            try {
                stalled.take().forEach(replayRequests::send);
            } catch (NotSentException e) {
                trace.add(String.valueOf(e.getMessage()));
            }
        });
    }

    /// Looks at what is on record.
    void read(Runnable look) {
        requests.by(ADMIN, look);
    }

    private <T> Optional<T> any(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(random.nextInt(list.size())));
    }

    void passTime() {
        faults.stall(random.nextInt(4) == 0 ? Duration.ofMinutes(40) : Duration.ofMinutes(2));
    }
}
