package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrationsTest {
    @TempDir
    Path directory;

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("test.db"));
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void scriptsAreAppliedInOrderAndOnce() throws SQLException {
        Migrations.apply(connection, Migrations.SCRIPTS.subList(0, 1));
        assertThat(Migrations.version(connection)).isEqualTo(1);
        Database.run(connection, "INSERT INTO settings (name, value) VALUES ('a', 'b')");

        Migrations.apply(connection);
        Migrations.apply(connection);

        assertThat(Migrations.version(connection)).isEqualTo(Migrations.SCRIPTS.size());
        assertThat(new Statements(connection).number(0, "SELECT count(*) FROM settings"))
                .isEqualTo(1);
    }

    @Test
    void aScriptThatFailsLeavesNothingBehind() throws SQLException {
        // The first script cannot be applied twice: its tables are there.
        var broken = List.of(Migrations.SCRIPTS.get(1), Migrations.SCRIPTS.get(0), Migrations.SCRIPTS.get(1));

        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> Migrations.apply(connection, broken));

        assertThat(Migrations.version(connection)).isEqualTo(2);
    }

    @Test
    void whatOutlivedItsTenantIsRemoved() throws SQLException {
        Migrations.apply(connection, Migrations.SCRIPTS.subList(0, 2));
        for (var row : List.of("(x'01', 'kept', 'Kept', 0, 0)", "(x'02', 'ended', 'Ended', 0, 1)")) {
            Database.run(connection, "INSERT INTO tenants (uid, id, name, created_at, ended) VALUES " + row);
        }
        for (var tenant : List.of("01", "02", "03")) {
            Database.run(
                    connection,
                    "INSERT INTO keys (id, tenant, name, hash, created_at) VALUES ('key_%1$s', x'%1$s', 'ci', '', 0)"
                            .formatted(tenant));
            Database.run(
                    connection,
                    "INSERT INTO subscriptions (uid, tenant, id, version, body, sealed) VALUES (x'f%1$s0', x'%1$s', 'a', 1, '{}', x'00')"
                            .formatted(tenant));
        }

        Migrations.apply(connection, Migrations.SCRIPTS.subList(0, 3));

        assertThat(texts("SELECT id FROM keys")).containsExactly("key_01");
        // The end of the tenant 02 goes on with its own.
        assertThat(texts("SELECT hex(tenant) FROM subscriptions ORDER BY tenant"))
                .containsExactly("01", "02");
    }

    private List<String> texts(String sql) throws SQLException {
        var texts = new ArrayList<String>();
        new Statements(connection).each(row -> texts.add(row.getString(1)), sql);
        return texts;
    }

    @Test
    void aNewerSchemaIsRefused() throws SQLException {
        Database.run(connection, "PRAGMA user_version = 99");

        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(() -> Migrations.apply(connection))
                .withMessageContaining("99");
    }
}
