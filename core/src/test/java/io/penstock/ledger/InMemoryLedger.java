package io.penstock.ledger;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Beginning;
import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.ParkReason;
import io.penstock.delivery.Parking;
import io.penstock.delivery.Replays;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.replay.ReplayMode;
import io.penstock.replay.ReplayPage;
import io.penstock.replay.ReplayPages;
import io.penstock.replay.Replayed;
import io.penstock.subscription.ChangedMeanwhileException;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.Ordering;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A ledger in memory: what the ports of the delivery side promise, in as few words as possible. Messages
/// that it sends are taken from [#sent]. Safe for use by many threads.
public final class InMemoryLedger
        implements PlanLedger, DeliveryLedger, Parking, Replays, ReplayPages, Lanes, Erasure, Ledger, EventTypes {
    /// How long events are kept that are given no other time.
    public static final Duration RETENTION = Duration.ofDays(30);

    /// How long before its event a delivery ends.
    private static final Duration MARGIN = Duration.ofHours(1);

    /// How much a ledger takes.
    ///
    /// @param ofSubscription most waiting deliveries of a subscription: past it they are parked
    /// @param ofTenant most unfinished deliveries of a tenant: past it its events are refused
    public record Backlog(int ofSubscription, int ofTenant) {
        /// More than a test reaches.
        public static final Backlog UNLIMITED = new Backlog(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    private final InstantSource clock;
    private final InMemoryRegistry registry;
    private final Duration retention;
    private final Backlog backlog;

    private final Map<EventKey, StoredEvent> events = new LinkedHashMap<>();
    private final Map<DeliveryId, StoredDelivery> deliveries = new LinkedHashMap<>();
    private final Map<TenantUid, SeenTypes> types = new HashMap<>();
    private final Map<Lane, List<StoredDelivery>> lanes = new LinkedHashMap<>();
    private final Set<EventKey> broken = new HashSet<>();
    private long sequence;

    /// @param registry where its deliveries' subscriptions are
    /// @param retention how long an event is kept; longer than an hour
    public InMemoryLedger(InstantSource clock, InMemoryRegistry registry, Duration retention, Backlog backlog) {
        this.clock = requireNonNull(clock, "clock is null");
        this.registry = requireNonNull(registry, "registry is null");
        this.retention = requireNonNull(retention, "retention is null");
        this.backlog = requireNonNull(backlog, "backlog is null");
    }

    /// The messages that were sent since the last call and are due: each asks for one attempt.
    public synchronized List<DeliveryMessage> sent() {
        var now = clock.instant();
        return deliveries.values().stream()
                .filter(delivery -> isKept(delivery.event) && delivery.isToBeSent(now))
                .map(StoredDelivery::send)
                .toList();
    }

    /// Forgets what was sent: it is sent again, as after a crash.
    public synchronized void loseSent() {
        deliveries.values().forEach(StoredDelivery::unsend);
    }

    /// From now on, to store this event fails.
    synchronized void breakOn(EventKey event) {
        broken.add(event);
    }

    @Override
    public synchronized List<Acceptance> plan(List<PlannedEvent> planned) {
        if (planned.stream().map(PlannedEvent::key).anyMatch(broken::contains)) {
            throw new IllegalStateException("on purpose");
        }
        planned.stream()
                .filter(event -> !event.plan().subscriptions().isEmpty())
                .map(PlannedEvent::tenant)
                .distinct()
                .forEach(this::checkRoom);
        return planned.stream().map(this::plan).toList();
    }

    /// Puts an event that goes to nobody, for `reason`.
    public synchronized void put(PlannedEvent planned, String reason) {
        store(planned, reason);
    }

    private void checkRoom(TenantUid tenant) {
        long unfinished = deliveries.values().stream()
                .filter(delivery -> delivery.event.tenant().equals(tenant) && delivery.isUnfinished())
                .count();
        if (unfinished >= backlog.ofTenant()) {
            throw new IntakeRefusedException(
                    IntakeRefusedException.Cause.BACKLOG,
                    "the tenant has %,d unfinished deliveries, which is the limit".formatted(unfinished),
                    Duration.ofSeconds(1));
        }
    }

    private Acceptance plan(PlannedEvent planned) {
        var present = events.get(planned.key());
        if (present == null) {
            store(planned, null);
            return new Acceptance(planned.key(), Acceptance.Kind.NEW);
        }
        var kind = present.kindOf(planned);
        present.count(kind);
        if (kind == Acceptance.Kind.NEW) {
            present.deliveries.forEach(StoredDelivery::unsend);
        }
        return new Acceptance(planned.key(), kind);
    }

    private void store(PlannedEvent planned, @Nullable String reason) {
        long sequenceOfEvent = ++sequence;
        var made = new ArrayList<StoredDelivery>();
        for (var subscription : planned.plan().subscriptions()) {
            var expires = expires(planned);
            var delivery =
                    new StoredDelivery(planned, subscription, registry.nameOf(subscription), ++sequence, expires);
            if (planned.plan().ordered().contains(subscription) && !append(delivery)) {
                delivery.become(new Next.Park(ParkReason.LANE));
            } else if (room(subscription) == 0 || isParkedForBacklog(subscription)) {
                delivery.become(new Next.Park(ParkReason.BACKLOG));
            }
            deliveries.put(delivery.id(), delivery);
            made.add(delivery);
        }
        events.put(planned.key(), new StoredEvent(planned, sequenceOfEvent, made, reason));
        types.computeIfAbsent(planned.tenant(), _ -> new SeenTypes())
                .seen(
                        planned.event().type(),
                        planned.acceptedAt(),
                        planned.acceptedAt().minus(retention));
    }

    private record Lane(SubscriptionUid subscription, String partitionKey) {}

    private static Optional<Lane> lane(StoredDelivery delivery) {
        return Optional.ofNullable(delivery.event.event().partitionKey())
                .map(key -> new Lane(delivery.subscription, key));
    }

    /// @return whether it is the first in its lane, or has none
    private boolean append(StoredDelivery delivery) {
        var lane = lane(delivery).map(of -> lanes.computeIfAbsent(of, _ -> new ArrayList<>()));
        lane.ifPresent(in -> in.add(delivery));
        return lane.isEmpty() || lane.get().size() == 1;
    }

    private Ordering ordering(SubscriptionUid subscription) {
        return registry.subscriptions()
                .find(subscription)
                .map(found -> found.policy().ordering())
                .orElse(Ordering.NONE);
    }

    private boolean isBlocking(StoredDelivery delivery) {
        boolean failed = delivery.state() == DeliveryState.EXHAUSTED || delivery.state() == DeliveryState.REFUSED;
        return failed && !delivery.isErased() && ordering(delivery.subscription) == Ordering.BLOCK;
    }

    /// Takes out of the lane of a delivery what is at its head and has ended without holding back the rest, wherever else in
    /// it something has ended, and sends what is the first then.
    private void advance(StoredDelivery ended) {
        var lane = lane(ended).map(lanes::get).orElse(null);
        if (lane == null) {
            return;
        }
        lane.removeIf(delivery -> !delivery.isUnfinished() && !isBlocking(delivery));
        if (lane.isEmpty()) {
            lanes.values().remove(lane);
        } else if (lane.getFirst().parked() == ParkReason.LANE) {
            lane.getFirst().release(clock.instant());
        }
    }

    private void begunAgain(StoredDelivery delivery) {
        var lane = lane(delivery).map(of -> lanes.getOrDefault(of, List.of())).orElse(List.of());
        boolean isIn = lane.contains(delivery);
        boolean first = isIn
                ? lane.getFirst() == delivery
                : !ordering(delivery.subscription).isOrdered() || append(delivery);
        if (!first) {
            delivery.become(new Next.Park(ParkReason.LANE));
        }
    }

    @Override
    public synchronized Page<Blocked> blocked(
            TenantUid tenant, SubscriptionUid subscription, @Nullable String cursor, int limit) {
        var blocked = lanes.entrySet().stream()
                .filter(lane -> lane.getKey().subscription().equals(subscription))
                .filter(lane -> lane.getValue().getFirst().event.tenant().equals(tenant))
                .filter(lane -> isBlocking(lane.getValue().getFirst()))
                .map(lane -> new Blocked(
                        lane.getKey().partitionKey(),
                        lane.getValue().getFirst().shownInList(),
                        lane.getValue().size() - 1))
                .toList();
        int from = cursor == null ? 0 : (int) place("lanes.", cursor);
        int to = Math.min(blocked.size(), from + limit);
        return new Page<>(
                blocked.subList(from, to), to < blocked.size() ? Optional.of("lanes." + to) : Optional.empty());
    }

    @Override
    public synchronized Skip skip(TenantUid tenant, DeliveryId id) {
        var delivery =
                kept(id).filter(found -> found.event.tenant().equals(tenant)).orElse(null);
        if (delivery == null) {
            return Skip.UNKNOWN;
        }
        if (!delivery.isUnfinished() && !isBlocking(delivery)) {
            return Skip.HAD_ENDED;
        }
        delivery.become(new Next.End(DeliveryState.SKIPPED, "skipped by hand"));
        advance(delivery);
        return Skip.SKIPPED;
    }

    private long room(SubscriptionUid subscription) {
        long waiting =
                unfinished(subscription).filter(StoredDelivery::isWaiting).count();
        return Math.max(0, backlog.ofSubscription() - waiting);
    }

    private boolean isParkedForBacklog(SubscriptionUid subscription) {
        return unfinished(subscription).anyMatch(delivery -> delivery.parked() == ParkReason.BACKLOG);
    }

    private Stream<StoredDelivery> unfinished(SubscriptionUid subscription) {
        return deliveries.values().stream()
                .filter(delivery -> delivery.subscription.equals(subscription) && delivery.isUnfinished());
    }

    private boolean isKept(PlannedEvent event) {
        return clock.instant().isBefore(event.acceptedAt().plus(retention));
    }

    private Optional<StoredDelivery> kept(DeliveryId id) {
        return Optional.ofNullable(deliveries.get(id)).filter(delivery -> isKept(delivery.event));
    }

    private Optional<StoredEvent> kept(TenantUid tenant, EventKey key) {
        return Optional.ofNullable(events.get(key))
                .filter(event -> event.planned.tenant().equals(tenant) && isKept(event.planned));
    }

    @Override
    public synchronized Beginning begin(DeliveryMessage message) {
        var delivery = kept(message.delivery())
                .filter(found -> found.isAt(message) && found.isWaiting())
                .orElse(null);
        if (delivery == null) {
            return new Beginning.Passed();
        }
        if (!delivery.isDue(clock.instant())) {
            delivery.unsend();
            return new Beginning.Passed();
        }
        return new Beginning.Begun(delivery.event.event(), delivery.event.acceptedAt(), delivery.expires());
    }

    @Override
    public synchronized boolean finish(DeliveryMessage message, Attempt attempt, Next next) {
        if (attempt.run() != message.run() || attempt.n() != message.n()) {
            throw new IllegalArgumentException("%s is not what %s asked for".formatted(attempt, message));
        }
        var delivery = kept(message.delivery()).orElse(null);
        if (delivery == null) {
            return false;
        }
        delivery.record(attempt);
        boolean delivered = next instanceof Next.End end && end.state() == DeliveryState.DELIVERED;
        return write(delivery, delivery.isAt(message) || (delivered && delivery.run() == message.run()), next);
    }

    @Override
    public synchronized boolean move(DeliveryMessage message, Next next) {
        return kept(message.delivery())
                .map(delivery -> write(delivery, delivery.isAt(message), next))
                .orElse(false);
    }

    private boolean write(StoredDelivery delivery, boolean mayBeWritten, Next next) {
        boolean written = mayBeWritten && delivery.isUnfinished();
        if (written) {
            delivery.become(next);
            advance(delivery);
            if (next instanceof Next.Refuse refuse) {
                replace(refuse.disabled());
            }
        }
        return written;
    }

    private void replace(Subscription subscription) {
        try {
            registry.subscriptions().put(subscription, subscription.version());
        } catch (ChangedMeanwhileException e) {
            // What it was changed to stays.
        }
    }

    @Override
    public synchronized List<Unfinished> look() {
        return deliveries.values().stream()
                .filter(StoredDelivery::isUnfinished)
                .map(delivery -> delivery.subscription)
                .distinct()
                .map(subscription -> new Unfinished(
                        subscription,
                        unfinished(subscription)
                                .map(StoredDelivery::parked)
                                .filter(Objects::nonNull)
                                .collect(Collectors.toSet())))
                .toList();
    }

    @Override
    public synchronized int release(SubscriptionUid subscription, ParkReason reason, int limit) {
        if (reason == ParkReason.LANE) {
            deliveries.values().stream()
                    .filter(delivery -> delivery.subscription.equals(subscription))
                    .forEach(this::advance);
            return 0;
        }
        long most = reason == ParkReason.BACKLOG ? Math.min(limit, room(subscription)) : limit;
        var released = unfinished(subscription)
                .filter(delivery -> delivery.parked() == reason)
                .limit(most)
                .toList();
        released.forEach(delivery -> delivery.release(clock.instant()));
        return released.size();
    }

    @Override
    public synchronized int cancel(SubscriptionUid subscription, String reason, int limit) {
        return end(unfinished(subscription).limit(limit), DeliveryState.CANCELLED, reason);
    }

    @Override
    public synchronized int expire(Instant now, int limit) {
        return end(
                deliveries.values().stream()
                        .filter(delivery ->
                                delivery.parked() != null && delivery.expires().isBefore(now))
                        .limit(limit),
                DeliveryState.EXPIRED,
                "its time ran out while it was parked");
    }

    private int end(Stream<StoredDelivery> ending, DeliveryState state, String reason) {
        var ended = ending.toList();
        ended.forEach(delivery -> delivery.become(new Next.End(state, reason)));
        ended.forEach(this::advance);
        return ended.size();
    }

    @Override
    public synchronized boolean replay(TenantUid tenant, DeliveryId delivery) {
        var found = kept(delivery).filter(stored -> stored.event.tenant().equals(tenant) && !stored.isErased());
        found.ifPresent(stored -> {
            stored.replay(clock.instant());
            begunAgain(stored);
        });
        return found.isPresent();
    }

    @Override
    public synchronized boolean erase(TenantUid tenant, EventKey event) {
        var found = kept(tenant, event);
        found.ifPresent(stored -> {
            stored.erase(clock.instant());
            stored.deliveries.forEach(this::advance);
        });
        return found.isPresent();
    }

    @Override
    public synchronized List<Replayed> replay(ReplayPage page) {
        return page.events().stream().map(event -> replay(page, event)).toList();
    }

    private Replayed replay(ReplayPage page, EventKey key) {
        var event = kept(page.tenant(), key)
                .filter(found -> !found.isErased() && expires(found.planned).isAfter(clock.instant()))
                .orElse(null);
        if (event == null) {
            return Replayed.GONE;
        }
        var delivery = deliveries.get(DeliveryId.of(key, page.subscription()));
        var left = delivery == null ? null : left(page, delivery);
        if (left != null) {
            return left;
        }
        if (!page.dryRun()) {
            var begun = delivery == null ? unplanned(event, page.subscription()) : delivery;
            begun.replay(page.job(), clock.instant());
            begunAgain(begun);
        }
        return Replayed.SENT;
    }

    /// What keeps a delivery from being begun again; null if nothing does.
    private static @Nullable Replayed left(ReplayPage page, StoredDelivery delivery) {
        if (delivery.job() == page.job()) {
            return Replayed.SENT;
        }
        if (delivery.job() > page.job()) {
            return Replayed.NEWER;
        }
        if (page.mode() == ReplayMode.AGAIN
                || (delivery.state().isFinal() && delivery.state() != DeliveryState.DELIVERED)) {
            return null;
        }
        return delivery.isUnfinished() ? Replayed.UNFINISHED : Replayed.DELIVERED;
    }

    private StoredDelivery unplanned(StoredEvent event, SubscriptionUid subscription) {
        var made = new StoredDelivery(
                event.planned, subscription, registry.nameOf(subscription), ++sequence, expires(event.planned));
        event.deliveries.add(made);
        deliveries.put(made.id(), made);
        return made;
    }

    private Instant expires(PlannedEvent event) {
        return event.acceptedAt().plus(retention).minus(MARGIN);
    }

    @Override
    public synchronized Optional<EventRecord> event(TenantUid tenant, EventKey key) {
        return kept(tenant, key).map(StoredEvent::shown);
    }

    @Override
    public synchronized Page<EventRecord> events(EventQuery query) {
        var list = Id128.derive(
                "events",
                query.tenant().toString(),
                String.valueOf(query.type()),
                String.valueOf(query.source()),
                String.valueOf(query.subject()),
                String.valueOf(query.state()),
                String.valueOf(query.since()),
                String.valueOf(query.until()));
        var found = events.values().stream().filter(event -> isKept(event.planned) && event.fits(query));
        return page(list, query.cursor(), query.limit(), found, event -> event.sequence, StoredEvent::shown);
    }

    @Override
    public synchronized List<Delivery> deliveries(TenantUid tenant, EventKey event) {
        return kept(tenant, event).stream()
                .flatMap(found -> found.deliveries.stream())
                .sorted(Comparator.comparing(delivery -> delivery.state() == DeliveryState.DELIVERED))
                .limit(MAX_DELIVERIES_OF_EVENT)
                .map(StoredDelivery::shown)
                .toList();
    }

    @Override
    public synchronized Optional<Delivery> delivery(TenantUid tenant, DeliveryId id) {
        return kept(id).filter(found -> found.event.tenant().equals(tenant)).map(StoredDelivery::shown);
    }

    @Override
    public synchronized Page<Delivery> deliveries(DeliveryQuery query) {
        var list = Id128.derive(
                "deliveries",
                query.tenant().toString(),
                String.valueOf(query.subscription()),
                new TreeSet<>(query.states()).toString());
        var found = deliveries.values().stream()
                .filter(delivery ->
                        isKept(delivery.event) && delivery.event.tenant().equals(query.tenant()))
                .filter(delivery ->
                        query.subscription() == null || query.subscription().equals(delivery.subscription))
                .filter(delivery -> query.wants(delivery.state()));
        return page(
                list, query.cursor(), query.limit(), found, delivery -> delivery.sequence, StoredDelivery::shownInList);
    }

    @Override
    public synchronized List<Seen> list(TenantUid tenant, String after, int limit) {
        var seen = types.get(tenant);
        return seen == null
                ? List.of()
                : seen.list(after, limit, clock.instant().minus(retention));
    }

    /// @param list what tells this list from any other
    private static <S, T> Page<T> page(
            Id128 list,
            @Nullable String cursor,
            int limit,
            Stream<S> found,
            ToLongFunction<S> sequence,
            Function<S, T> shown) {
        var prefix = list + ".";
        long before = cursor == null ? Long.MAX_VALUE : place(prefix, cursor);
        var items = found.filter(item -> sequence.applyAsLong(item) < before)
                .sorted(Comparator.comparingLong(sequence).reversed())
                .limit(limit + 1L)
                .toList();
        var page = items.stream().limit(limit).toList();
        return new Page<>(
                page.stream().map(shown).toList(),
                items.size() > limit ? Optional.of(prefix + sequence.applyAsLong(page.getLast())) : Optional.empty());
    }

    private static long place(String prefix, String cursor) {
        try {
            if (cursor.startsWith(prefix)) {
                return Long.parseLong(cursor.substring(prefix.length()));
            }
        } catch (NumberFormatException e) {
            throw notOfThisList();
        }
        throw notOfThisList();
    }

    private static InvalidInputException notOfThisList() {
        return new InvalidInputException("cursor", "is not of this list; start without one");
    }
}
