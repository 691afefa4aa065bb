package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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
    void aNewerSchemaIsRefused() throws SQLException {
        Database.run(connection, "PRAGMA user_version = 99");

        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(() -> Migrations.apply(connection))
                .withMessageContaining("99");
    }
}
