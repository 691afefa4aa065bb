package io.penstock.embedded;

import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.Parking;
import io.penstock.delivery.Replays;
import io.penstock.ledger.EventTypes;
import io.penstock.ledger.PlanLedger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/// Penstock's ports on one machine: everything that is kept is in one SQLite database in one directory, which one
/// process uses.
///
/// When it is opened it runs on its callers' threads, one step after the other; [#start] gives it threads of its own.
/// Whoever has it calls [#checkpoint] several times a second, and [#housekeep] every second.
public final class EmbeddedEngine implements AutoCloseable {
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
    private final Settings settings;

    private EmbeddedEngine(
            EmbeddedOptions options,
            DataDirectory directory,
            Database database,
            InstantSource clock,
            FatalHandler fatal)
            throws SQLException {
        this.directory = directory;
        this.database = database;
        var connection = database.writer();
        Migrations.apply(connection);
        space = new DiskSpace(directory);
        space.look();
        var statements = new Statements(connection);
        writer = new Writer(new Transaction(statements), space, fatal);
        checkpoints = new Checkpoints(database.checkpointer(), writer);
        readers = new Readers("reader", readers(database));
        var names = new Names(writer);
        var backlog = new Backlog(names);
        queue = new DispatchQueue(options, space, clock);
        refill = new Refill(queue, new Statements(database.reader()), clock);
        queue.refillBy(refill);
        types = new KnownTypes(names, readers);
        var context = new PlanContext(options, backlog, types, queue);
        plans = new SqlitePlanLedger(writer, names, context);
        deliveries = new SqliteDeliveryLedger(writer, readers, names, backlog, queue, space, clock);
        parking = new SqliteParking(writer, names, backlog, queue, options, clock);
        replays = new SqliteReplays(writer, readers, names, backlog, queue, options, clock);
        settings = new Settings(writer, readers);

        names.load(statements);
        types.load(statements);
        backlog.load(statements);
        context.load(statements);
        for (long seq : backlog.waiting()) {
            var name = names.subscription(seq);
            if (name != null) {
                queue.more(name);
            }
        }
    }

    private static List<Connection> readers(Database database) throws SQLException {
        var connections = new java.util.ArrayList<Connection>();
        for (int i = 0; i < READERS; i++) {
            connections.add(database.reader());
        }
        return connections;
    }

    /// Opens the data of `options`, and makes them if they are not there.
    ///
    /// @param fatal called when what the disk holds is unknown: it should end the process
    /// @throws DataDirectoryException if the directory is in use, or cannot be used
    public static EmbeddedEngine open(EmbeddedOptions options, InstantSource clock, FatalHandler fatal) {
        var directory = DataDirectory.open(options.directory());
        var database = new Database(directory.database());
        try {
            return new EmbeddedEngine(options, directory, database, clock, fatal);
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

    /// Whether new events are refused, because the disk is full.
    public boolean isDiskFull() {
        return space.isFull();
    }

    /// Moves what was written from the log to its place: to be called several times a second, off the threads that
    /// serve.
    public void checkpoint() {
        checkpoints.step();
    }

    /// Looks after what nobody asks for: to be called every second.
    public void housekeep() {
        space.look();
        writer.retryKept();
        queue.forgetIdle();
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
