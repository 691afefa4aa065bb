package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.filter.Filter;
import io.penstock.subscription.Selection;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.subscription.TypePattern;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database that an earlier version of Penstock has written goes on as it is.
final class OldDatabaseTest {
    private static final byte[] KEY = new byte[EmbeddedOptions.SECRET_KEY_BYTES];

    @TempDir
    Path directory;

    private Subscription present;
    private Subscription before;

    /// A subscription that has wanted something else, under the schema of the first two scripts.
    @BeforeEach
    void writeAsBefore() throws SQLException, IOException {
        var made = TestSubscriptions.of(Samples.TENANT, "orders").withVersion(3);
        var spec = new SubscriptionSpec(
                List.of(TypePattern.parse("order.*"), TypePattern.parse("Zürich")),
                Filter.parse("{\"data\":{\"city\":[\"Zürich 🏔\",\"\\\"\"]}}"),
                made.destination(),
                made.policy());
        before = made.with(spec, Samples.START);
        present = made.with(Status.paused(Samples.START), Samples.START).withVersion(7);
        var file = directory.resolve("penstock.db");
        DataDirectory.create(file);
        var database = new Database(file);
        var connection = database.writer();
        Migrations.apply(connection, Migrations.SCRIPTS.subList(0, 2));
        var statements = new Statements(connection);
        var rows = new SubscriptionRows(new Vault(KEY, new Random(1)));
        var tenant = Samples.TENANT.value().bytes();
        statements.update(
                "INSERT INTO tenants (uid, id, name, created_at, ended) VALUES (?, 'acme', 'Acme', 0, 0)", tenant);
        statements.update(
                "INSERT INTO subscriptions (uid, tenant, id, version, body, sealed) VALUES (?, ?, 'orders', 7, ?, ?)",
                present.uid().value().bytes(),
                tenant,
                SubscriptionRows.body(present),
                rows.sealed(present));
        for (var version : List.of(3, 5)) {
            var was = version == 3 ? before : made;
            statements.update(
                    """
                    INSERT INTO subscription_versions (tenant, id, version, until, ended_at, uid, body, sealed)
                    VALUES (?, 'orders', ?, ?, ?, ?, ?, ?)""",
                    tenant,
                    version,
                    version + 2,
                    Samples.START.toEpochMilli(),
                    was.uid().value().bytes(),
                    SubscriptionRows.body(was),
                    rows.sealed(was));
        }
        Settings.put(statements, "registry.version", "7");
        database.close();
    }

    private EngineFixture open() {
        return new EngineFixture(directory, options -> options.withSecretKey(KEY));
    }

    @Test
    void whatIsInForceStaysSo() {
        try (var gateway = open()) {
            assertThat(gateway.engine().subscriptions().list(Samples.TENANT, "", 10))
                    .containsExactly(present);
            var changed = gateway.engine().subscriptions().put(Samples.wanting(present, "x"), 7);
            assertThat(changed.version()).isEqualTo(8);
        }
    }

    @Test
    void whatWasWantedIsStillKnown() {
        try (var gateway = open()) {
            gateway.engine().subscriptions().put(Samples.wanting(present, "x"), 7);

            assertThat(asOf(gateway, 2)).isNull();
            assertThat(asOf(gateway, 4)).isEqualTo(before.selection());
            assertThat(asOf(gateway, 5)).isEqualTo(present.selection());
            assertThat(asOf(gateway, 7)).isEqualTo(present.selection());
        }
    }

    private static @Nullable Selection asOf(EngineFixture gateway, long version) {
        return gateway.engine()
                .subscriptions()
                .asOf(Samples.TENANT, "orders", version)
                .orElse(null);
    }
}
