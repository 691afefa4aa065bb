package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.access.TestKeys;
import io.penstock.replay.ReplayAdministration;
import io.penstock.replay.ReplayMode;
import io.penstock.replay.ReplayRequest;
import io.penstock.replay.ReplaySelection;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TestTenants;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a tenant leaves behind that has ended.
final class EndedTenantTest {
    private static final Duration RETENTION = Duration.ofDays(2);
    private static final List<String> TABLES = List.of(
            "tenants", "keys", "subscriptions", "selections", "replays", "event_types", "events", "tenant_names");

    @TempDir
    Path directory;

    private EngineFixture gateway;

    @BeforeEach
    void open() {
        gateway = new EngineFixture(directory, options -> options.withRetention(RETENTION));
        var engine = gateway.engine();
        engine.keys().add(TestKeys.of(Samples.TENANT, "key_1"));
        var made = engine.subscriptions().put(TestSubscriptions.of(Samples.TENANT, "orders"), 0);
        engine.subscriptions().put(Samples.wanting(made, "order.*"), made.version());
        new ReplayAdministration(engine.replayJobs(), gateway.clock, new Random(3))
                .start(
                        Samples.TENANT,
                        "again",
                        new ReplayRequest(
                                made.uid(),
                                "orders",
                                new ReplaySelection.Failed(Samples.START.minusSeconds(1)),
                                ReplayMode.MISSING,
                                1,
                                false));
        gateway.plan("1");
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void nothingIsLeftOnceItsEventsHavePassedTheirTime() throws SQLException {
        gateway.engine().tenants().delete(Samples.TENANT);
        tidy();

        assertThat(rows("subscriptions") + rows("selections") + rows("event_types") + rows("tenants"))
                .isZero();
        assertThat(rows("events")).isEqualTo(1);

        gateway.clock.advance(RETENTION);
        tidy();

        for (var table : TABLES) {
            assertThat(rows(table)).as(table).isZero();
        }
    }

    /// A start on a full disk must not depend on room for that.
    @Test
    void anEndThatWasInterruptedGoesOnAfterTheStart() throws SQLException {
        gateway.engine().tenants().delete(Samples.TENANT);

        gateway.reopen();

        assertThat(rows("subscriptions")).isEqualTo(1);
        assertThat(gateway.engine().subscriptions().list(Samples.TENANT, "", 10))
                .isEmpty();
        assertThat(gateway.engine().keys().find("key_1")).isEmpty();
        tidy();
        assertThat(rows("subscriptions") + rows("tenants")).isZero();
    }

    @Test
    void ofOneThatIsInForceNothingGoes() throws SQLException {
        var other = new Tenant(TestTenants.uid(), "other", "Other", gateway.clock.instant());
        gateway.engine().tenants().put(other);
        gateway.engine().tenants().delete(other.uid());

        tidy();

        for (var table : TABLES) {
            assertThat(rows(table)).as(table).isEqualTo(1);
        }
    }

    private void tidy() {
        while (gateway.engine().housekeep(gateway.clock.instant())) {
            // There is more.
        }
    }

    private long rows(String table) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("penstock.db"))) {
            return new Statements(connection).number(0, "SELECT count(*) FROM " + table);
        }
    }
}
