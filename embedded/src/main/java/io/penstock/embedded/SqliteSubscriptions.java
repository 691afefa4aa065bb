package io.penstock.embedded;

import io.penstock.identity.Id128;
import io.penstock.operation.OperationalEvent.SubscriptionChanged;
import io.penstock.operation.OperationalEvent.SubscriptionChanged.Change;
import io.penstock.subscription.ChangedMeanwhileException;
import io.penstock.subscription.Selection;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.SubscriptionRoom;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// Subscriptions in the database, and a copy of all of them in memory.
final class SqliteSubscriptions implements Subscriptions {
    private static final String VERSION = "registry.version";

    private final Writer writer;
    private final Readers readers;
    private final Names names;
    private final SubscriptionRows rows;
    private final SubscriptionListener listener;
    private final InstantSource clock;
    private final SubscriptionRoom room;
    private final Map<SubscriptionUid, Subscription> byUid = new ConcurrentHashMap<>();
    private final Map<TenantUid, NavigableMap<String, Subscription>> byTenant = new ConcurrentHashMap<>();

    SqliteSubscriptions(
            Writer writer,
            Readers readers,
            Names names,
            SubscriptionRows rows,
            SubscriptionListener listener,
            SubscriptionLimits limits,
            InstantSource clock) {
        this.writer = writer;
        this.readers = readers;
        this.names = names;
        this.rows = rows;
        this.listener = listener;
        this.clock = clock;
        this.room = new SubscriptionRoom(limits);
    }

    void load(Statements statements) throws SQLException {
        listener.start(version(statements));
        statements.each(
                row -> {
                    var subscription = rows.read(row);
                    room.count(subscription);
                    inForce(subscription);
                },
                "SELECT " + SubscriptionRows.COLUMNS
                        + " FROM subscriptions WHERE tenant IN (SELECT uid FROM tenants WHERE ended = 0)");
    }

    private void inForce(Subscription subscription) {
        var before = byUid.put(subscription.uid(), subscription);
        var ofTenant = byTenant.computeIfAbsent(subscription.tenant(), _ -> new ConcurrentSkipListMap<>());
        if (before != null && !before.id().equals(subscription.id())) {
            ofTenant.remove(before.id());
        }
        ofTenant.put(subscription.id(), subscription);
        listener.put(subscription);
    }

    private void ended(SubscriptionUid uid, long version) {
        var before = byUid.remove(uid);
        if (before == null) {
            return;
        }
        room.ended(before);
        byTenant.computeIfPresent(before.tenant(), (_, ofTenant) -> {
            ofTenant.remove(before.id());
            return ofTenant.isEmpty() ? null : ofTenant;
        });
        listener.remove(before, version);
    }

    @Override
    public Optional<Subscription> find(TenantUid tenant, String id) {
        var ofTenant = byTenant.get(tenant);
        return ofTenant == null ? Optional.empty() : Optional.ofNullable(ofTenant.get(id));
    }

    @Override
    public Optional<Subscription> find(SubscriptionUid uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    @Override
    public List<Subscription> list(TenantUid tenant, String after, int limit) {
        var ofTenant = byTenant.get(tenant);
        return ofTenant == null
                ? List.of()
                : ofTenant.tailMap(after, false).values().stream().limit(limit).toList();
    }

    @Override
    public Subscription put(Subscription subscription, long expected) {
        var place = place(subscription, expected);
        boolean written = false;
        try {
            var put = write(subscription, expected);
            written = true;
            return put;
        } finally {
            if (!written) {
                place.giveBack();
            }
        }
    }

    /// Takes room for it; none if it is going to be refused, since it expects another version than there is.
    private SubscriptionRoom.Place place(Subscription subscription, long expected) {
        var present = byUid.get(subscription.uid());
        if ((present == null ? 0 : present.version()) != expected) {
            return room.take(subscription.tenant(), 0, 0);
        }
        return present == null
                ? room.take(subscription.tenant(), 1, subscription.bytes())
                : room.take(subscription.tenant(), 0, subscription.bytes() - present.bytes());
    }

    private Subscription write(Subscription subscription, long expected) {
        return answer(subscription, writer.change(putting(subscription, expected, SAID)));
    }

    private static Subscription answer(Subscription subscription, Result result) {
        return switch (result) {
            case Written written -> written.subscription();
            case Refused.CHANGED -> throw changed(subscription);
            case Refused.TENANT_ENDED -> throw new TenantEndedException(subscription.tenant());
        };
    }

    private Put putting(Subscription subscription, long expected, Said said) {
        return new Put(subscription, expected, names.tenant(subscription.tenant()), rows.sealed(subscription), said);
    }

    /// It takes no more room by that. While the disk is full, outcomes are written, and so is this.
    @Override
    public long setStatus(SubscriptionUid uid, Status status, long expected) {
        var present = find(uid)
                .filter(one -> one.version() == expected)
                .orElseThrow(() -> new ChangedMeanwhileException("the subscription '%s'".formatted(uid)));
        var changed = present.with(status);
        return answer(changed, writer.outcome(putting(changed, expected, Change::of)))
                .version();
    }

    private static ChangedMeanwhileException changed(Subscription subscription) {
        return new ChangedMeanwhileException("the subscription '%s'".formatted(subscription.id()));
    }

    /// Puts `subscription` in the place of its very version, if that is still in force; as a part of another operation.
    Operation<Result> replacing(Subscription subscription) {
        return putting(subscription, subscription.version(), SAID);
    }

    @Override
    public boolean delete(SubscriptionUid uid, long expected) {
        var deleted = writer.removal(new Delete(uid, expected));
        if (deleted.version() != 0 && deleted.version() != expected) {
            throw new ChangedMeanwhileException("the subscription '%s'".formatted(uid));
        }
        return deleted.version() != 0;
    }

    /// The tenant has ended, and none of its subscriptions is in force any more.
    void forget(TenantUid tenant) {
        var ofTenant = byTenant.remove(tenant);
        room.ended(tenant);
        if (ofTenant != null) {
            ofTenant.values().forEach(one -> byUid.remove(one.uid()));
        }
        listener.removeAll(tenant);
    }

    @Override
    public Optional<Selection> asOf(TenantUid tenant, String id, long version) {
        var present = find(tenant, id);
        if (present.isPresent() && present.get().version() <= version) {
            return present.map(Subscription::selection);
        }
        var uid = tenant.value().bytes();
        return readers.read(statements -> {
            var still = statements.first(
                    SubscriptionRows::selection,
                    "SELECT " + SubscriptionRows.SELECTION_COLUMNS
                            + " FROM subscriptions WHERE tenant = ? AND id = ? AND selected <= ?",
                    uid,
                    id,
                    version);
            return still != null
                    ? Optional.of(still)
                    : Optional.ofNullable(statements.first(
                            SubscriptionRows::selection,
                            "SELECT " + SubscriptionRows.SELECTION_COLUMNS + """
                                 FROM selections WHERE tenant = ?1 AND id = ?2 AND version <= ?3 AND until > ?3
                                ORDER BY version DESC LIMIT 1""",
                            uid,
                            id,
                            version));
        });
    }

    private static long version(Statements statements) throws SQLException {
        return statements.number(0, "SELECT CAST(value AS INTEGER) FROM settings WHERE name = ?", VERSION);
    }

    /// A subscription as it stands in its row.
    ///
    /// @param selected since which version it wants what it wants
    private record Present(long version, long selected, byte[] tenant, Selection selection, Status status) {}

    private static @Nullable Present present(Statements statements, byte[] uid) throws SQLException {
        return statements.first(
                row -> new Present(
                        row.getLong(4),
                        row.getLong(5),
                        row.getBytes(6),
                        SubscriptionRows.selection(row),
                        SubscriptionRows.status(row)),
                "SELECT " + SubscriptionRows.SELECTION_COLUMNS
                        + ", version, selected, tenant FROM subscriptions WHERE uid = ?",
                uid);
    }

    /// The registry's next version.
    private static long nextVersion(Statements statements) throws SQLException {
        long version = 1 + version(statements);
        Settings.put(statements, VERSION, Long.toString(version));
        return version;
    }

    /// Keeps what was wanted before `until`.
    private void keep(Statements statements, Present present, long until) throws SQLException {
        var selection = present.selection();
        statements.update(
                "INSERT INTO selections (tenant, id, version, until, ended_at, uid, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
                present.tenant(),
                selection.id(),
                present.selected(),
                until,
                clock.millis(),
                selection.uid().value().bytes(),
                SubscriptionRows.body(selection).toString());
    }

    /// What became of a subscription that was to be put.
    sealed interface Result {}

    private record Written(Subscription subscription, Names.Name name) implements Result {}

    private enum Refused implements Result {
        CHANGED,
        TENANT_ENDED
    }

    /// What is said of a change of status.
    private interface Said {
        Optional<Change> of(@Nullable Status before, Status after);
    }

    /// Of what its owner does, something is said always.
    private static final Said SAID = (before, after) -> Change.of(before, after).or(() -> Optional.of(Change.UPDATED));

    private final class Put implements Operation<Result> {
        private final Subscription subscription;
        private final long expected;
        private final long tenant;
        private final byte[] sealed;
        private final Said said;

        Put(Subscription subscription, long expected, long tenant, byte[] sealed, Said said) {
            this.subscription = subscription;
            this.expected = expected;
            this.tenant = tenant;
            this.sealed = sealed;
            this.said = said;
        }

        @Override
        public Result run(Statements statements) throws SQLException {
            var uid = subscription.uid().value().bytes();
            var tenantUid = subscription.tenant().value().bytes();
            if (!SqliteTenants.isInForce(statements, tenantUid)) {
                return Refused.TENANT_ENDED;
            }
            var present = present(statements, uid);
            if ((present == null ? 0 : present.version()) != expected || isTaken(statements, uid, tenantUid)) {
                return Refused.CHANGED;
            }
            long version = nextVersion(statements);
            boolean wantsTheSame = present != null && present.selection().equals(subscription.selection());
            if (present != null && !wantsTheSame) {
                keep(statements, present, version);
            }
            statements.update(
                    """
                    INSERT INTO subscriptions (uid, tenant, id, version, selected, body, sealed)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (uid) DO UPDATE SET id = excluded.id, version = excluded.version,
                        selected = excluded.selected, body = excluded.body, sealed = excluded.sealed""",
                    uid,
                    tenantUid,
                    subscription.id(),
                    version,
                    present != null && wantsTheSame ? present.selected() : version,
                    SubscriptionRows.body(subscription),
                    sealed);
            var name = Names.name(statements, subscription.uid(), tenant, subscription.id());
            var after = subscription.withVersion(version);
            var change = said.of(present == null ? null : present.status(), after.status());
            if (change.isPresent()) {
                Outbox.tell(statements, after.tenant(), id -> SubscriptionChanged.of(id, change.get(), after));
            }
            return new Written(after, name);
        }

        /// Whether another subscription has its id.
        private boolean isTaken(Statements statements, byte[] uid, byte[] tenantUid) throws SQLException {
            return statements.number(
                            0,
                            "SELECT 1 FROM subscriptions WHERE tenant = ? AND id = ? AND uid <> ?",
                            tenantUid,
                            subscription.id(),
                            uid)
                    > 0;
        }

        @Override
        public void committed(Result result) {
            if (result instanceof Written written) {
                names.named(written.name());
                inForce(written.subscription());
            }
        }
    }

    /// @param version the version that was there; 0 if none was
    /// @param without the registry version without it, if it was ended
    private record Deleted(long version, long without) {}

    private final class Delete implements Operation<Deleted> {
        private final SubscriptionUid uid;
        private final long expected;

        Delete(SubscriptionUid uid, long expected) {
            this.uid = uid;
            this.expected = expected;
        }

        @Override
        public Deleted run(Statements statements) throws SQLException {
            var bytes = uid.value().bytes();
            var present = present(statements, bytes);
            if (present == null || present.version() != expected) {
                return new Deleted(present == null ? 0 : present.version(), 0);
            }
            long without = nextVersion(statements);
            keep(statements, present, without);
            statements.update("DELETE FROM subscriptions WHERE uid = ?", bytes);
            Outbox.tell(
                    statements,
                    new TenantUid(Id128.of(present.tenant())),
                    id -> SubscriptionChanged.deleted(
                            id, uid, present.selection().id(), without, clock.instant()));
            return new Deleted(present.version(), without);
        }

        @Override
        public void committed(Deleted deleted) {
            if (deleted.without() != 0) {
                ended(uid, deleted.without());
            }
        }
    }
}
