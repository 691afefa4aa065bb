package io.penstock.embedded;

import java.sql.SQLException;
import java.util.Optional;

/// Named values that are kept with the data, such as the hash of the operator's key.
public final class Settings {
    private final Writer writer;
    private final Readers readers;

    Settings(Writer writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    /// The value of this name.
    public Optional<String> find(String name) {
        return readers.read(statements -> Optional.ofNullable(
                statements.first(row -> row.getString(1), "SELECT value FROM settings WHERE name = ?", name)));
    }

    /// Puts `value` in the place of what has this name, if there is any; it is durable when this returns.
    public void put(String name, String value) {
        writer.change(statements -> put(statements, name, value));
    }

    /// As a part of another operation.
    static int put(Statements statements, String name, String value) throws SQLException {
        return statements.update(
                "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value ="
                        + " excluded.value",
                name,
                value);
    }
}
