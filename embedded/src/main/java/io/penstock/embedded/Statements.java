package io.penstock.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A connection's statements, each prepared once. For one thread at a time.
final class Statements {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /// What a row is read to.
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// What is done with each row.
    interface Each {
        void row(ResultSet row) throws SQLException;
    }

    /// Runs a statement that writes, and answers how many rows it changed.
    int update(String sql, @Nullable Object... arguments) throws SQLException {
        try {
            return bound(sql, arguments).executeUpdate();
        } catch (SQLException e) {
            forget(sql, e);
            throw e;
        }
    }

    /// Runs a statement that has no parameters and no result.
    void run(String sql) throws SQLException {
        try {
            prepared(sql).execute();
        } catch (SQLException e) {
            forget(sql, e);
            throw e;
        }
    }

    /// The first row, if there is one.
    <T> @Nullable T first(Row<T> row, String sql, @Nullable Object... arguments) throws SQLException {
        try (var rows = bound(sql, arguments).executeQuery()) {
            return rows.next() ? row.read(rows) : null;
        } catch (SQLException e) {
            forget(sql, e);
            throw e;
        }
    }

    /// A single number; `absent` if there is no row, or NULL in it.
    long number(long absent, String sql, @Nullable Object... arguments) throws SQLException {
        var number = first(
                row -> {
                    long value = row.getLong(1);
                    return row.wasNull() ? absent : value;
                },
                sql,
                arguments);
        return number == null ? absent : number;
    }

    /// All rows, one by one.
    void each(Each each, String sql, @Nullable Object... arguments) throws SQLException {
        try (var rows = bound(sql, arguments).executeQuery()) {
            while (rows.next()) {
                each.row(rows);
            }
        } catch (SQLException e) {
            forget(sql, e);
            throw e;
        }
    }

    /// The driver ends a statement for good whose execution failed: the next one is prepared anew.
    private void forget(String sql, SQLException failure) {
        var statement = prepared.remove(sql);
        if (statement != null) {
            try {
                statement.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /// The statement of this text; kept for the connection's life, so the texts must be few.
    private PreparedStatement prepared(String sql) throws SQLException {
        var statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    private PreparedStatement bound(String sql, @Nullable Object... arguments) throws SQLException {
        var statement = prepared(sql);
        for (int i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object argument) throws SQLException {
        switch (argument) {
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case String text -> statement.setString(index, text);
            case byte[] bytes -> statement.setBytes(index, bytes);
            case null -> statement.setNull(index, java.sql.Types.NULL);
            default -> throw new IllegalArgumentException("cannot bind a " + argument.getClass());
        }
    }
}
