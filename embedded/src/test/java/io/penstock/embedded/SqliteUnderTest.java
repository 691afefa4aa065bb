package io.penstock.embedded;

import io.penstock.access.Keys;
import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Parking;
import io.penstock.delivery.Replays;
import io.penstock.event.Event;
import io.penstock.ledger.Erasure;
import io.penstock.ledger.EventTypes;
import io.penstock.ledger.Lanes;
import io.penstock.ledger.Ledger;
import io.penstock.ledger.LedgerUnderTest;
import io.penstock.ledger.PlanLedger;
import io.penstock.ledger.PlannedEvent;
import io.penstock.replay.ReplayJobs;
import io.penstock.replay.ReplayPages;
import io.penstock.subscription.RegistryUnderTest;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.Tenants;
import io.penstock.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// SQLite under the contract suites. A crash leaves what the files hold at that moment.
final class SqliteUnderTest implements LedgerUnderTest, RegistryUnderTest {
    private static final int SUBSCRIPTION_BACKLOG = 10;
    private static final int TENANT_BACKLOG = 20;

    private final TestClock clock = new TestClock();
    private final Path directory;
    private final SubscriptionLimits limits;
    private int crashes;
    private EmbeddedEngine engine;

    SqliteUnderTest(Path directory) {
        this(directory, SubscriptionLimits.STANDARD);
    }

    SqliteUnderTest(Path directory, SubscriptionLimits limits) {
        this.directory = directory;
        this.limits = limits;
        this.engine = EngineFixture.open(options(), clock);
    }

    private EmbeddedOptions options() {
        return EmbeddedOptions.in(life())
                .withBacklog(SUBSCRIPTION_BACKLOG, TENANT_BACKLOG)
                .withRetention(retention())
                .withSubscriptions(limits);
    }

    private Path life() {
        return directory.resolve("life-" + crashes);
    }

    @Override
    public PlanLedger plans() {
        return engine.plans();
    }

    @Override
    public DeliveryLedger deliveries() {
        return engine.deliveries();
    }

    @Override
    public Parking parking() {
        return engine.parking();
    }

    @Override
    public Replays replays() {
        return engine.replays();
    }

    @Override
    public Lanes lanes() {
        return engine.lanes();
    }

    @Override
    public Erasure erasure() {
        return engine.erasure();
    }

    @Override
    public ReplayPages replayPages() {
        return engine.replayPages();
    }

    @Override
    public ReplayJobs replayJobs() {
        return engine.replayJobs();
    }

    @Override
    public Ledger ledger() {
        return engine.ledger();
    }

    @Override
    public EventTypes types() {
        return engine.eventTypes();
    }

    @Override
    public RegistryUnderTest registry() {
        return this;
    }

    @Override
    public Tenants tenants() {
        return engine.tenants();
    }

    @Override
    public Keys keys() {
        return engine.keys();
    }

    @Override
    public Subscriptions subscriptions() {
        return engine.subscriptions();
    }

    @Override
    public List<Event> announced() {
        var announced = new ArrayList<Event>();
        while (engine.outbox().drain(announced::addAll)) {
            // There may be more.
        }
        return announced;
    }

    @Override
    public SubscriptionLimits limits() {
        return limits;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public void moveClock(Duration step) {
        clock.advance(step);
    }

    @Override
    public List<DeliveryMessage> sent() {
        var sent = new ArrayList<DeliveryMessage>();
        for (var message = engine.queue().next(clock.instant());
                message != null;
                message = engine.queue().next(clock.instant())) {
            sent.add(message);
        }
        return sent;
    }

    @Override
    public void tidy() {
        while (engine.housekeep(clock.instant())) {
            // There is more.
        }
    }

    @Override
    public void breakOn(PlannedEvent event) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + life().resolve("penstock.db"))) {
            Database.run(connection, """
                    CREATE TRIGGER broken BEFORE INSERT ON events WHEN NEW.id = '%s' BEGIN
                        SELECT RAISE(ABORT, 'on purpose');
                    END""".formatted(event.event().id()));
        }
    }

    @Override
    public Duration retention() {
        return Duration.ofDays(3);
    }

    @Override
    public OptionalInt subscriptionBacklog() {
        return OptionalInt.of(SUBSCRIPTION_BACKLOG);
    }

    @Override
    public OptionalInt tenantBacklog() {
        return OptionalInt.of(TENANT_BACKLOG);
    }

    @Override
    public boolean reopen() {
        var dying = engine;
        var dead = life();
        crashes++;
        copy(dead, life());
        dying.close();
        engine = EngineFixture.open(options(), clock);
        return true;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to);
            for (var name : List.of("penstock.db", "penstock.db-wal", "secret.key")) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
