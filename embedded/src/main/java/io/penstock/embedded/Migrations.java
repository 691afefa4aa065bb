package io.penstock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Brings a database to the schema that this version of Penstock knows: numbered scripts, each in a
/// transaction with its number.
final class Migrations {
    /// In order; a script that was ever released is never changed.
    static final List<String> SCRIPTS = List.of(
            "001-ledger.sql",
            "002-registry.sql",
            "003-tenants-in-force.sql",
            "004-selections.sql",
            "005-event-types-seen.sql",
            "006-destinations-of-tenants.sql",
            "007-outbox.sql",
            "008-erased-events.sql",
            "009-replays.sql",
            "010-lanes.sql");

    private Migrations() {}

    /// @throws DataDirectoryException if a newer version of Penstock has written the database
    static void apply(Connection connection) throws SQLException {
        apply(connection, SCRIPTS);
    }

    static void apply(Connection connection, List<String> scripts) throws SQLException {
        int version = version(connection);
        if (version > scripts.size()) {
            throw new DataDirectoryException(
                    "the database has the schema version %d, and this version of Penstock knows them up to %d: use the version that wrote it, or a newer one"
                            .formatted(version, scripts.size()));
        }
        for (int i = version; i < scripts.size(); i++) {
            apply(connection, i + 1, script(scripts.get(i)));
        }
    }

    private static void apply(Connection connection, int version, String script) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                // The driver runs all statements of a script only by this method.
                statement.executeUpdate(script);
                statement.execute("PRAGMA user_version = " + version);
                statement.execute("COMMIT");
            } catch (SQLException e) {
                statement.execute("ROLLBACK");
                throw e;
            }
        }
    }

    static int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA user_version")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static String script(String name) {
        try (var resource = Migrations.class.getResourceAsStream("schema/" + name)) {
            if (resource == null) {
                throw new IllegalStateException("no schema script " + name);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
