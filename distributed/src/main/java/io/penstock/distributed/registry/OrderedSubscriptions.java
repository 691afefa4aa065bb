package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.Item;
import io.penstock.distributed.Table;
import io.penstock.distributed.registry.SubscriptionChange.Kind;
import io.penstock.identity.Id128;
import io.penstock.operation.OperationalEvent.SubscriptionChanged;
import io.penstock.subscription.ChangedMeanwhileException;
import io.penstock.subscription.Ordering;
import io.penstock.subscription.Selection;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Subscriptions in the table. Each change is decided by one conditional write, that of its tenant's [Head], which counts
/// versions, subscriptions and their bytes; its [Effects] follow. A tenant's limits hold exactly; that of all tenants
/// together may be passed by those who take the last room at the same time.
final class OrderedSubscriptions implements Subscriptions {
    private static final int FORM = 1;
    private static final int PAGE = 100;

    /// What comes behind a sort key, and before all others that are behind it.
    private static final String BEHIND = "~";

    private final Table table;
    private final Heads heads;
    private final SubscriptionItems items;
    private final SubscriptionLimits limits;
    private final InstantSource clock;

    OrderedSubscriptions(
            Table table, Heads heads, SubscriptionItems items, SubscriptionLimits limits, InstantSource clock) {
        this.table = requireNonNull(table, "table is null");
        this.heads = requireNonNull(heads, "heads is null");
        this.items = requireNonNull(items, "items is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /// What the subscription is called, or was, as long as deliveries to it are kept; empty if nobody knows it.
    Optional<String> nameOf(SubscriptionUid uid) {
        return table.get(RegistryPlaces.subscription(uid)).map(SubscriptionItems::id);
    }

    @Override
    public Optional<Subscription> find(TenantUid tenant, String id) {
        var head = heads.settled(tenant);
        return head.filter(Head::isInForce)
                .flatMap(_ -> called(tenant, id))
                .flatMap(this::item)
                .map(items::read);
    }

    /// The one that is called `id`.
    private Optional<SubscriptionUid> called(TenantUid tenant, String id) {
        return table.get(RegistryPlaces.subscription(tenant, id)).flatMap(OrderedSubscriptions::called);
    }

    /// Whose id an entry is; empty if nobody has it any more.
    private static Optional<SubscriptionUid> called(Item entry) {
        return entry.in(FORM).has("ended") ? Optional.empty() : Optional.of(calledBefore(entry));
    }

    private static SubscriptionUid calledBefore(Item entry) {
        return new SubscriptionUid(Id128.parse(entry.in(FORM).text("uid")));
    }

    /// The item of one that was not deleted.
    private Optional<Item> item(SubscriptionUid uid) {
        return table.get(RegistryPlaces.subscription(uid)).filter(SubscriptionItems::isInForce);
    }

    @Override
    public Optional<Subscription> find(SubscriptionUid uid) {
        return table.get(RegistryPlaces.subscription(uid))
                .flatMap(this::inForce)
                .map(items::read);
    }

    /// The item as it is after all changes; empty if the tenant has ended, or the subscription.
    private Optional<Item> inForce(Item item) {
        var tenant = SubscriptionItems.tenant(item);
        var head = heads.find(tenant).filter(Head::isInForce);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        var change = head.get().change();
        if (change != null && change.version() > SubscriptionItems.version(item)) {
            heads.settled(tenant);
            return item(SubscriptionItems.uid(item));
        }
        return Optional.of(item).filter(SubscriptionItems::isInForce);
    }

    @Override
    public Optional<Status> status(SubscriptionUid uid) {
        return look(uid, (_, body) -> SubscriptionItems.status(body));
    }

    @Override
    public Optional<Ordering> ordering(SubscriptionUid uid) {
        return look(uid, (_, body) -> SubscriptionItems.ordering(body));
    }

    @Override
    public Optional<Selection> selection(SubscriptionUid uid) {
        return look(uid, SubscriptionItems::selection);
    }

    /// Reads what is not secret, and does nothing else: whoever looks may have no right to bring a change to its end that
    /// someone has left.
    ///
    /// @param reading takes the item, of which it may be an older version, and what it says now
    private <T> Optional<T> look(SubscriptionUid uid, BiFunction<Item, String, T> reading) {
        return table.get(RegistryPlaces.subscription(uid)).flatMap(item -> {
            var head = heads.find(SubscriptionItems.tenant(item)).filter(Head::isInForce);
            if (head.isEmpty()) {
                return Optional.empty();
            }
            var change = head.get().change();
            if (change != null
                    && change.version() > SubscriptionItems.version(item)
                    && change.uid().equals(uid)) {
                return Optional.ofNullable(change.after()).map(after -> reading.apply(item, after.body()));
            }
            return Optional.of(item)
                    .filter(SubscriptionItems::isInForce)
                    .map(present -> reading.apply(present, SubscriptionItems.body(present)));
        });
    }

    @Override
    public List<Subscription> list(TenantUid tenant, String after, int limit) {
        var listed = new ArrayList<Subscription>();
        if (heads.settled(tenant).filter(Head::isInForce).isEmpty()) {
            return listed;
        }
        var range = Table.Range.of(RegistryPlaces.subscriptions(tenant), "");
        var page = table.query(after.isEmpty() ? range : range.after(after), PAGE);
        while (!page.isEmpty()) {
            var places = page.stream()
                    .flatMap(entry -> called(entry).stream())
                    .map(RegistryPlaces::subscription)
                    .toList();
            var found = table.get(places);
            for (var place : places) {
                var item = found.get(place);
                if (item != null && SubscriptionItems.isInForce(item)) {
                    listed.add(items.read(item));
                    if (listed.size() == limit) {
                        return listed;
                    }
                }
            }
            page = table.query(range.after(page.getLast().key().sort()), PAGE);
        }
        return listed;
    }

    @Override
    public Subscription put(Subscription subscription, long expected) {
        var tenant = subscription.tenant();
        Change.@Nullable Stored stored = null;
        for (int i = 0; i < Heads.TRIES; i++) {
            var head =
                    heads.settled(tenant).filter(Head::isInForce).orElseThrow(() -> new TenantEndedException(tenant));
            var present = present(subscription);
            checkExpected(subscription, expected, present);
            if (stored == null) {
                stored = items.stored(subscription);
            }
            int more = present == null ? 1 : 0;
            long moreBytes = stored.bytes() - (present == null ? 0 : SubscriptionItems.bytes(present));
            checkRoom(head, more, moreBytes);
            var change = change(subscription, present, head.version() + 1, stored);
            if (heads.put(head.with(change, more, moreBytes)) instanceof Heads.Written(var written)) {
                heads.finish(written, change);
                return subscription.withVersion(change.version());
            }
        }
        throw new IllegalStateException("the subscriptions of %s are changed by too many".formatted(tenant));
    }

    /// What has its uid; null if nothing has.
    ///
    /// @throws ChangedMeanwhileException if another one has its id
    private @Nullable Item present(Subscription subscription) {
        var called = RegistryPlaces.subscription(subscription.tenant(), subscription.id());
        var place = RegistryPlaces.subscription(subscription.uid());
        var found = table.get(List.of(called, place));
        var entry = found.get(called);
        boolean taken = entry != null
                && called(entry)
                        .filter(other -> !other.equals(subscription.uid()))
                        .isPresent();
        if (taken) {
            throw changed(subscription.id());
        }
        var item = found.get(place);
        return item == null || !SubscriptionItems.isInForce(item) ? null : item;
    }

    private static ChangedMeanwhileException changed(String id) {
        return new ChangedMeanwhileException("the subscription '%s'".formatted(id));
    }

    private static void checkExpected(Subscription subscription, long expected, @Nullable Item present) {
        if ((present == null ? 0 : SubscriptionItems.version(present)) != expected) {
            throw changed(subscription.id());
        }
        if (present != null && !SubscriptionItems.id(present).equals(subscription.id())) {
            throw new IllegalArgumentException("a subscription's id stays: " + SubscriptionItems.id(present));
        }
    }

    private void checkRoom(Head head, int more, long moreBytes) {
        if (more > 0 || moreBytes > 0) {
            long ofAll = limits.bytes() == Long.MAX_VALUE ? 0 : heads.bytesOfAll() + moreBytes;
            limits.check(head.subscriptions() + more, head.bytes() + moreBytes, ofAll);
        }
    }

    private Change change(Subscription after, @Nullable Item present, long version, Change.Stored stored) {
        boolean wantsTheSame =
                present != null && SubscriptionItems.selection(present).equals(after.selection());
        return new Change(
                kind(after.status(), present),
                after.uid(),
                after.id(),
                version,
                present != null && wantsTheSame ? SubscriptionItems.selected(present) : version,
                clock.instant(),
                stored);
    }

    /// Of what its owner does, something is said always.
    private static Kind kind(Status after, @Nullable Item present) {
        var before = present == null ? null : SubscriptionItems.status(present);
        return SubscriptionChanged.Change.of(before, after).map(Kind::of).orElse(Kind.UPDATED);
    }

    @Override
    public long setStatus(SubscriptionUid uid, Status status, long expected) {
        for (int i = 0; i < Heads.TRIES; i++) {
            var tenant = SubscriptionItems.tenant(item(uid).orElseThrow(() -> changed(uid.toString())));
            var head =
                    heads.settled(tenant).filter(Head::isInForce).orElseThrow(() -> new TenantEndedException(tenant));
            var present = item(uid)
                    .filter(item -> SubscriptionItems.version(item) == expected)
                    .orElseThrow(() -> changed(uid.toString()));
            var change = new Change(
                    SubscriptionChanged.Change.of(SubscriptionItems.status(present), status)
                            .map(Kind::of)
                            .orElse(Kind.NOTED),
                    uid,
                    SubscriptionItems.id(present),
                    head.version() + 1,
                    SubscriptionItems.selected(present),
                    clock.instant(),
                    SubscriptionItems.stored(present, status));
            if (heads.put(head.with(change, 0, 0)) instanceof Heads.Written(var written)) {
                heads.finish(written, change);
                return change.version();
            }
        }
        throw new IllegalStateException("the subscription %s is changed by too many".formatted(uid));
    }

    @Override
    public boolean delete(SubscriptionUid uid, long expected) {
        for (int i = 0; i < Heads.TRIES; i++) {
            var known = item(uid);
            if (known.isEmpty()) {
                return false;
            }
            var tenant = SubscriptionItems.tenant(known.get());
            var head = heads.settled(tenant).filter(Head::isInForce);
            var present = item(uid);
            if (head.isEmpty() || present.isEmpty()) {
                return false;
            }
            var item = present.get();
            if (SubscriptionItems.version(item) != expected) {
                throw changed(SubscriptionItems.id(item));
            }
            long version = head.get().version() + 1;
            var change =
                    new Change(Kind.DELETED, uid, SubscriptionItems.id(item), version, version, clock.instant(), null);
            var put = heads.put(head.get().with(change, -1, -SubscriptionItems.bytes(item)));
            if (put instanceof Heads.Written(var written)) {
                heads.finish(written, change);
                return true;
            }
        }
        throw new IllegalStateException("the subscription %s is changed by too many".formatted(uid));
    }

    /// What it wants now is looked at first: what it wanted before is kept before that changes.
    @Override
    public Optional<Selection> asOf(TenantUid tenant, String id, long version) {
        if (heads.settled(tenant).isEmpty()) {
            return Optional.empty();
        }
        var now = called(tenant, id).flatMap(this::item);
        if (now.isPresent() && SubscriptionItems.selected(now.get()) <= version) {
            return now.map(SubscriptionItems::selection);
        }
        var range = new Table.Range(
                RegistryPlaces.wanted(tenant),
                RegistryPlaces.wanted(id),
                RegistryPlaces.wanted(tenant, id, version).sort() + BEHIND,
                true);
        return table.query(range, 1).stream()
                .map(item -> item.in(FORM))
                .filter(item -> item.number("until") > version)
                .map(item -> SelectionJson.read(item.text("wants")).by(calledBefore(item), id))
                .findAny();
    }
}
