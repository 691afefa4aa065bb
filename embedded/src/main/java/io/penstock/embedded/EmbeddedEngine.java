package io.penstock.embedded;

import static java.util.Objects.requireNonNull;

import io.penstock.access.Keys;
import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.Parking;
import io.penstock.delivery.Replays;
import io.penstock.ledger.Erasure;
import io.penstock.ledger.EventTypes;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.ledger.Lanes;
import io.penstock.ledger.Ledger;
import io.penstock.ledger.PlanLedger;
import io.penstock.replay.ReplayJobs;
import io.penstock.replay.ReplayPages;
import io.penstock.subscription.Ordering;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.subscription.Throttle;
import io.penstock.tenant.Tenants;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Penstock's ports on one machine: everything that is kept is in one SQLite database in one directory,
/// which one process uses.
///
/// When it is opened it runs on its callers' threads, one step after the other; [#start] gives it threads
/// of its own. Whoever has it calls [#checkpoint] several times a second, and [#housekeep] every second.
public final class EmbeddedEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEngine.class);
    private static final int READERS = 2;

    private final DataDirectory directory;
    private final Database database;
    private final DiskSpace space;
    private final Writer writer;
    private final Readers readers;
    private final Checkpoints checkpoints;
    private final Refill refill;
    private final DispatchQueue queue;
    private final KnownTypes types;
    private final SqlitePlanLedger plans;
    private final SqliteDeliveryLedger deliveries;
    private final SqliteParking parking;
    private final SqliteReplays replays;
    private final SqliteLanes lanes;
    private final SqliteErasure erasure;
    private final SqliteReplayPages replayPages;
    private final SqliteReplayJobs replayJobs;
    private final Settings settings;
    private final Outbox outbox;
    private final SqliteLedger ledger;
    private final SqliteTenants tenants;
    private final SqliteKeys keys;
    private final SqliteSubscriptions subscriptions;
    private final Retention retention;

    private EmbeddedEngine(EmbeddedOptions options, DataDirectory directory, Database database, Surroundings around)
            throws SQLException {
        var clock = around.clock();
        this.directory = directory;
        this.database = database;
        var connection = database.writer();
        Migrations.apply(connection);
        Database.withoutAutomaticCommits(connection);
        space = new DiskSpace(directory, DiskSpace.ballastBytes(options.attempts()));
        space.look();
        var statements = new Statements(connection);
        writer = new Writer(new Transaction(statements), space, around.fatal());
        checkpoints = new Checkpoints(database, writer, Checkpoints.MAX_WAL_BYTES);
        readers = new Readers("reader", readers(database));
        var names = new Names(writer);
        var backlog = new Backlog(names);
        var monitor = new QueueMonitor(options, this::throttle);
        var handover = new Handover(monitor, clock);
        refill = new Refill(monitor, new Statements(database.reader()), options, clock, around.fatal());
        queue = new DispatchQueue(monitor, handover, space, clock, refill);
        types = new KnownTypes(writer, readers, names, options);
        var laneRows = new LaneRows(this::ordering, backlog, handover);
        var context = new PlanContext(options, backlog, types, laneRows, handover);
        plans = new SqlitePlanLedger(writer, names, context);
        parking = new SqliteParking(writer, names, backlog, handover, laneRows, options, clock);
        var rows = new DeliveryRows(names);
        ledger = new SqliteLedger(readers, names, rows, options, clock);
        replays = new SqliteReplays(writer, readers, names, rows, backlog, handover, laneRows, options, clock);
        lanes = new SqliteLanes(writer, readers, names, rows, laneRows, backlog, handover, options, clock);
        erasure = new SqliteErasure(writer, names, backlog, handover, laneRows, options, clock);
        replayPages = new SqliteReplayPages(writer, names, backlog, handover, laneRows, options, clock);
        replayJobs = new SqliteReplayJobs(writer, readers);
        settings = new Settings(writer, readers);
        outbox = new Outbox(writer, readers);
        var vault = Vault.open(options, directory, statements, around.random());
        subscriptions = new SqliteSubscriptions(
                writer,
                readers,
                names,
                new SubscriptionRows(vault),
                around.subscriptions(),
                options.subscriptions(),
                clock);
        deliveries = new SqliteDeliveryLedger(
                writer, readers, names, subscriptions, backlog, handover, laneRows, space, options, clock);
        keys = new SqliteKeys(writer, clock);
        tenants = new SqliteTenants(writer, keys, subscriptions, clock);

        retention = new Retention(writer, readers, names, tenants, subscriptions, backlog, handover, laneRows, options);

        names.load(statements);
        subscriptions.load(statements);
        keys.load(statements);
        tenants.load(statements);
        backlog.load(statements);
        context.load(statements);
        laneRows.load(statements);
        for (long seq : backlog.waiting()) {
            var name = names.subscription(seq);
            if (name != null) {
                handover.more(name);
            }
        }
    }

    /// Of one that is not in force no attempt is made anyway.
    private Throttle throttle(SubscriptionUid subscription) {
        return subscriptions
                .find(subscription)
                .map(found -> found.policy().throttle())
                .orElse(Throttle.NONE);
    }

    private Ordering ordering(SubscriptionUid subscription) {
        return subscriptions
                .find(subscription)
                .map(found -> found.policy().ordering())
                .orElse(Ordering.NONE);
    }

    private static List<Connection> readers(Database database) throws SQLException {
        var connections = new ArrayList<Connection>();
        for (int i = 0; i < READERS; i++) {
            connections.add(database.reader());
        }
        return connections;
    }

    /// What an engine has from outside.
    ///
    /// @param clock the time of everything
    /// @param random for keys and nonces: a `SecureRandom`, unless in a test
    /// @param subscriptions told of every subscription that is in force
    /// @param fatal called when what the disk holds is unknown, or a thread has ended without which nothing is
    ///     delivered: it should end the process
    public record Surroundings(
            InstantSource clock, RandomGenerator random, SubscriptionListener subscriptions, FatalHandler fatal) {
        public Surroundings {
            requireNonNull(clock, "clock is null");
            requireNonNull(random, "random is null");
            requireNonNull(subscriptions, "subscriptions is null");
            requireNonNull(fatal, "fatal is null");
        }
    }

    /// Opens the data of `options`, and makes them if they are not there.
    ///
    /// @throws DataDirectoryException if the directory is in use, or cannot be used
    public static EmbeddedEngine open(EmbeddedOptions options, Surroundings around) {
        var directory = DataDirectory.open(options.directory());
        var database = database(directory);
        try {
            return new EmbeddedEngine(options, directory, database, around);
        } catch (SQLException | RuntimeException e) {
            closeQuietly(database, e);
            directory.close();
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new DataDirectoryException(
                            "the database in %s cannot be opened: %s".formatted(options.directory(), e.getMessage()),
                            e);
        }
    }

    private static Database database(DataDirectory directory) {
        try {
            return new Database(directory.database());
        } catch (UncheckedIOException e) {
            directory.close();
            throw e;
        }
    }

    private static void closeQuietly(Database database, Exception reason) {
        try {
            database.close();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /// Gives it threads of its own: one that writes, and a few that read.
    public void start() {
        writer.start();
        readers.start();
        queue.refillElsewhere();
        refill.start();
    }

    /// The step *plan*.
    public PlanLedger plans() {
        return plans;
    }

    /// The steps *attempt* and *park*. If one of them throws, its message is to be given back to [#queue].
    public DeliveryLedger deliveries() {
        return deliveries;
    }

    /// The step *release*.
    public Parking parking() {
        return parking;
    }

    /// The step *replay*.
    public Replays replays() {
        return replays;
    }

    /// What deliveries wait for that have an order.
    public Lanes lanes() {
        return lanes;
    }

    /// The step *erase*.
    public Erasure erasure() {
        return erasure;
    }

    /// The step *replay*, of a page of a job.
    public ReplayPages replayPages() {
        return replayPages;
    }

    /// Replays of many deliveries.
    public ReplayJobs replayJobs() {
        return replayJobs;
    }

    /// What is on record.
    public Ledger ledger() {
        return ledger;
    }

    /// All tenants.
    public Tenants tenants() {
        return tenants;
    }

    /// All keys.
    public Keys keys() {
        return keys;
    }

    /// All subscriptions.
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /// The types of the events that were published.
    public EventTypes eventTypes() {
        return types;
    }

    /// What is to be delivered now.
    public DispatchQueue queue() {
        return queue;
    }

    /// Named values.
    public Settings settings() {
        return settings;
    }

    /// What Penstock says about itself, until someone takes it from there.
    public Outbox outbox() {
        return outbox;
    }

    /// Whether new events are refused, because the disk is full.
    public boolean isDiskFull() {
        return space.isFull();
    }

    /// Moves what was written from the log to its place: to be called several times a second, off the
    /// threads that serve.
    public void checkpoint() {
        checkpoints.step();
    }

    /// Looks after what nobody asks for, the retention and the rests of ended tenants among it: to be called every second. Takes up to a
    /// second itself if there is much to remove.
    ///
    /// @return whether there is more to do soon
    public boolean housekeep(Instant now) {
        if (space.look()) {
            LOG.info("There is room on the disk again");
        }
        writer.retryKept();
        queue.forgetIdle();
        boolean ended = removed("what ended tenants leave", tenants::removeEnded);
        boolean forgotten = removed("event types", () -> types.prune(now));
        boolean pruned = removed("what has passed its retention", () -> retention.prune(now));
        return ended || forgotten || pruned;
    }

    /// What cannot be removed now keeps nothing else from being removed.
    private static boolean removed(String what, BooleanSupplier step) {
        try {
            return step.getAsBoolean();
        } catch (IntakeRefusedException | StorageException e) {
            LOG.warn("Not removed for now: {}", what, e);
            return false;
        }
    }

    /// Writes what is on its way, and closes everything, in order.
    @Override
    public void close() {
        queue.close();
        writer.close();
        refill.close();
        readers.close();
        checkpoints.step();
        try {
            database.close();
        } catch (SQLException e) {
            throw new StorageException("the database could not be closed", e);
        } finally {
            directory.close();
        }
    }
}
