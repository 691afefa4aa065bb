package io.penstock.distributed;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryState;
import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.EventQuery;
import io.penstock.operation.OperationalEvent.DeliveryEnded;
import io.penstock.replay.ReplayJob;
import io.penstock.replay.ReplayMode;
import io.penstock.replay.ReplaySelection;
import io.penstock.subscription.SubscriptionUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One random history: things happen, some of them badly; then all is calm for as long as there is something to do; and
/// then it is looked at what became of it.
final class History {
    private static final int ACTIONS = 160;
    private static final int MAX_CALM_STEPS = 4_000;

    private final World world;

    History(long seed, Mutant mutant) {
        world = new World(seed, mutant);
        world.faults.meanwhile(this::actMeanwhile);
    }

    /// Runs it.
    ///
    /// @return what is wrong in the end; nothing, it is hoped
    List<String> run() {
        for (int i = world.random.nextInt(3); i >= 0; i--) {
            world.makeSubscription();
        }
        for (int i = 0; i < ACTIONS; i++) {
            act();
        }
        settle();
        if (world.violations.isEmpty()) {
            world.read(this::lookAtAll);
        }
        return world.violations;
    }

    /// Who asked for what.
    Set<String> requests() {
        return world.requests.noted();
    }

    Trace trace() {
        return world.trace;
    }

    /// One thing, which may end in the death of whoever does it.
    private void act() {
        try {
            world.byAnother(this::actNow);
        } catch (Crash | Outage e) {
            world.trace.add(String.valueOf(e.getMessage()));
        }
    }

    private void actNow() {
        switch (world.random.nextInt(29)) {
            case 0, 1 -> world.accept();
            case 2, 3, 4, 5 -> world.plan();
            case 6, 7, 8, 9, 10, 11, 12, 13, 14 -> world.deliver();
            case 15, 16 -> world.sweep();
            case 17, 18, 19 -> world.look();
            case 20, 21 -> world.passTime();
            case 22, 23, 24 -> world.pauseOrResume();
            case 25, 26 -> world.goOnWithReplay();
            case 27 -> world.sweepReplays();
            default -> rarely();
        }
    }

    /// The same, but mostly what may meet the same delivery.
    private void actMeanwhile() {
        try {
            switch (world.random.nextInt(8)) {
                case 0, 1, 2, 3 -> world.byAnother(world::deliver);
                case 4 -> world.pauseOrResume();
                case 5 -> world.byAnother(world::look);
                default -> act();
            }
        } catch (Crash | Outage e) {
            world.trace.add(String.valueOf(e.getMessage()));
        }
    }

    private void rarely() {
        switch (world.random.nextInt(17)) {
            case 0 -> world.deleteSubscription();
            case 1 -> world.makeSubscription();
            case 2 -> world.changePolicy();
            case 3, 4 -> world.erase();
            case 5, 6, 7 -> world.replayPage();
            case 8, 9 -> world.startReplay();
            case 10 -> world.cancelReplay();
            case 11, 12 -> world.skip();
            default -> world.replay();
        }
    }

    private void settle() {
        world.trace.add("calm");
        world.faults.calm();
        for (int i = 0; i < MAX_CALM_STEPS; i++) {
            world.resumeAll();
            world.eraseWhatIsToBe();
            world.skipBlockers();
            drain();
            var next = nextTime();
            if (next.isEmpty()) {
                return;
            }
            var now = world.clock.instant();
            world.clock.set(next.get().isAfter(now) ? next.get() : now.plusSeconds(30));
        }
        var left =
                world.table.items().stream().filter(this::isLeft).map(Item::key).toList();
        world.violations.add("it never comes to rest: %d events, %d deliveries, %d replays, %s"
                .formatted(world.eventQueue.size(), world.deliveryQueue.size(), world.replayQueue.size(), left));
    }

    /// What is not to be there in the end.
    private boolean isLeft(Item item) {
        var partition = item.key().partition();
        return partition.startsWith("due#")
                || (partition.equals(Places.REPLAYS) && item.key().sort().startsWith(Places.RUNNING_REPLAYS))
                || partition.equals(Places.LOTS)
                || (partition.startsWith("lot#") && isParked(item));
    }

    /// What is not parked under this number any more may be left behind, for the table to remove in its time.
    private boolean isParked(Item entry) {
        var subscription = new SubscriptionUid(
                Id128.parse(entry.key().partition().substring("lot#".length(), "lot#".length() + Id128.TEXT_LENGTH)));
        return !entry.has(Item.TTL)
                || world.table
                        .get(Places.delivery(EventKey.parse(entry.text("event")), subscription))
                        .filter(delivery -> entry.text("number").equals(delivery.textOrNull("parkedUnder")))
                        .isPresent();
    }

    private void drain() {
        while (!world.eventQueue.visible().isEmpty()) {
            world.plan();
        }
        for (int shard = 0; shard < World.OPTIONS.dueShards(); shard++) {
            world.sweep(shard);
        }
        world.look();
        world.sweepReplays();
        while (!world.replayQueue.visible().isEmpty()) {
            world.goOnWithReplay();
        }
        while (!world.deliveryQueue.visible().isEmpty()) {
            world.deliver();
        }
    }

    /// When there is something to do again; empty if there is nothing left.
    private Optional<Instant> nextTime() {
        var times = new ArrayList<Instant>();
        world.eventQueue.nextVisible().ifPresent(times::add);
        world.deliveryQueue.nextVisible().ifPresent(times::add);
        world.replayQueue.nextVisible().ifPresent(times::add);
        for (var item : world.table.items()) {
            var partition = item.key().partition();
            if (partition.startsWith("due#")) {
                long minute = Long.parseLong(partition.substring(partition.lastIndexOf('#') + 1));
                times.add(DueIndex.start(minute).minus(Sweeper.AHEAD));
            } else if (isLeft(item)) {
                times.add(world.clock.instant().plus(Lots.FRESH));
            }
        }
        // Not at once: a wake-up behind the cursor is there, and nobody comes to it.
        return times.stream().min(Instant::compareTo);
    }

    private void lookAtAll() {
        world.accepted.forEach((key, times) -> {
            var event = world.steps.ledger().event(world.tenant, key);
            if (event.isEmpty()) {
                world.violations.add("%s was accepted and is not there".formatted(key));
            } else if (event.get().duplicates() < times - 1) {
                world.violations.add("%s was accepted %d times, and %d duplicates were counted"
                        .formatted(key, times, event.get().duplicates()));
            }
        });
        if (!world.violations.isEmpty()) {
            // What is not there cannot be looked at.
            return;
        }
        for (var key : world.plans.keySet()) {
            world.steps.ledger().deliveries(world.tenant, key).forEach(this::lookAt);
        }
        world.watched.offered().forEach((message, attempts) -> {
            var delivery = world.steps
                    .ledger()
                    .delivery(world.tenant, message.delivery())
                    .orElseThrow();
            long found = delivery.attempts().stream()
                    .filter(attempt -> attempt.run() == message.run() && attempt.n() == message.n())
                    .count();
            if (found > attempts) {
                world.violations.add(
                        "%s was attempted %d times, and %d are on record".formatted(message, attempts, found));
            }
        });
        world.watched.recorded().forEach((message, attempts) -> {
            var delivery = world.steps
                    .ledger()
                    .delivery(world.tenant, message.delivery())
                    .orElseThrow();
            if (!attempts.stream()
                    .allMatch(attempt -> delivery.attempts().stream()
                            .anyMatch(same(attempt, world.erased.contains(message.event()))))) {
                world.violations.add("not all attempts of %s are on record".formatted(message));
            }
        });
        world.erased.forEach(this::lookAtErased);
        world.table.items().stream().filter(item -> item.has("refusedVersion")).forEach(this::lookAtRefusal);
        world.table.items().stream().filter(item -> item.has("endedAt")).forEach(this::lookAtEnd);
        lookAtList();
        world.started.forEach(this::lookAtReplay);
        world.steps.types().list(world.tenant, "", 100);
    }

    /// A replay comes to an end, and what it was to begin again has begun again.
    private void lookAtReplay(String id) {
        var job = world.replay(id).orElse(null);
        if (job == null || job.isRunning()) {
            world.violations.add("%s was started, and has not ended: %s".formatted(id, job));
        } else if (job.state() == ReplayJob.State.FINISHED
                && job.request().mode() == ReplayMode.AGAIN
                && job.request().selection() instanceof ReplaySelection.Events(var events)) {
            for (var event : events) {
                var delivery = DeliveryId.of(event, job.request().subscription());
                if (!world.erased.contains(event)
                        && world.steps
                                .ledger()
                                .delivery(world.tenant, delivery)
                                .filter(found -> found.run() > 1)
                                .isEmpty()) {
                    world.violations.add("%s was not begun again by %s".formatted(delivery, id));
                }
            }
        }
    }

    private void lookAtEnd(Item item) {
        var event = EventKey.parse(item.key().partition().substring("event#".length()));
        var uid = DeliveryItems.subscription(item, Places.DELIVERIES);
        var ended = DeliveryState.valueOf(item.text("state").toUpperCase(Locale.ROOT));
        if (ended != DeliveryState.CANCELLED
                && ended != DeliveryState.SKIPPED
                && world.announced.values().stream()
                        .noneMatch(announced -> announced instanceof DeliveryEnded that
                                && that.delivery().equals(DeliveryId.of(event, uid))
                                && that.run() == item.number("run")
                                && that.state() == ended)) {
            world.violations.add("nobody was told how %s ended".formatted(item.key()));
        }
    }

    /// Nothing is left of what it said, nor of what was answered to it.
    private void lookAtErased(EventKey key) {
        for (var item : world.table.query(Table.Range.of(Places.ofEvent(key), ""), Integer.MAX_VALUE)) {
            if (item.has("data")
                    || item.has("packed")
                    || item.has("blob")
                    || item.has("content")
                    || (item.has("attempts")
                            && DeliveryItems.readAttempts(item).stream().anyMatch(History::isAnswered))
                    || (item.has("attributes")
                            && EventJson.read(item.bytes("attributes")).subject() != null)) {
                world.violations.add("%s was erased, and still says something: %s".formatted(key, item));
            }
        }
        world.table.items().stream()
                .filter(item ->
                        item.has("subject") && item.text("event").equals(key.text()) && item.number("subject") != 0)
                .forEach(item -> world.violations.add("%s was erased, and is found by its subject".formatted(key)));
        world.blobs.names().stream()
                .filter(name -> world.blobNames.contains(name)
                        && name.contains("/" + key.value().text() + "/"))
                .forEach(name -> world.violations.add("%s was erased, and there is %s".formatted(key, name)));
    }

    private static boolean isAnswered(Attempt attempt) {
        return attempt.response().length > 0;
    }

    private void lookAtRefusal(Item item) {
        var uid = DeliveryItems.subscription(item, Places.DELIVERIES);
        if (world.subscriptions()
                .find(uid)
                .filter(present -> present.version() == item.number("refusedVersion"))
                .isPresent()) {
            world.violations.add("%s was refused, and goes on".formatted(uid));
        }
    }

    private void lookAt(Delivery delivery) {
        var taken = world.receivers.taken(delivery.id().text());
        boolean delivered = delivery.state() == DeliveryState.DELIVERED;
        if (!delivery.state().isFinal()) {
            world.violations.add("%s never came to an end: %s".formatted(delivery.id(), delivery));
        } else if (!delivered && delivery.reason() == null) {
            world.violations.add("%s ended without a reason".formatted(delivery.id()));
        } else if (delivered && taken.isEmpty()) {
            world.violations.add("%s is delivered, and nobody has it".formatted(delivery.id()));
        } else if (delivered && delivery.attempts().stream().noneMatch(History::isDelivered)) {
            world.violations.add("%s is delivered by no attempt".formatted(delivery.id()));
        }
        int replays = world.replays.getOrDefault(delivery.id(), 0);
        if (delivery.run() > 1 + replays) {
            world.violations.add("%s has %d runs by %d replays".formatted(delivery.id(), delivery.run(), replays));
        }
        var events = world.handedIn.getOrDefault(delivery.event(), List.of());
        var stored = world.steps
                .ledger()
                .event(world.tenant, delivery.event())
                .orElseThrow()
                .event();
        boolean isErased = world.erased.contains(delivery.event());
        boolean isTheirs = isErased
                ? events.stream().map(Event::erased).anyMatch(stored::equals)
                : events.contains(stored) && taken.stream().allMatch(body -> Arrays.equals(body, stored.dataBytes()));
        if (!isTheirs) {
            world.violations.add("%s is not what was handed in".formatted(delivery.event()));
        }
    }

    private static Predicate<Attempt> same(Attempt attempt, boolean isErased) {
        return other -> other.startedAt().equals(attempt.startedAt())
                && other.outcome().equals(attempt.outcome())
                && (isErased || Arrays.equals(other.response(), attempt.response()));
    }

    private static boolean isDelivered(Attempt attempt) {
        return attempt.reason().isEmpty();
    }

    private void lookAtList() {
        var listed = new ArrayList<EventKey>();
        @Nullable String cursor = null;
        do {
            var page = world.steps
                    .ledger()
                    .events(new EventQuery(world.tenant, null, null, null, null, null, null, cursor, 7));
            page.items().forEach(event -> listed.add(event.key()));
            cursor = page.next().orElse(null);
        } while (cursor != null);
        if (listed.size() != new HashSet<>(listed).size() || !new HashSet<>(listed).equals(world.plans.keySet())) {
            world.violations.add("the list is not what was planned: " + listed);
        }
    }
}
