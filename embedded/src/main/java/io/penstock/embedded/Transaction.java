package io.penstock.embedded;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The writer's transactions on its connection.
class Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

    private final Statements statements;

    Transaction(Statements statements) {
        this.statements = statements;
    }

    void begin() throws SQLException {
        statements.run("BEGIN IMMEDIATE");
    }

    /// Returns when everything is synced.
    void commit() throws SQLException {
        statements.run("COMMIT");
    }

    /// Ends whatever is left of a transaction: after some errors SQLite has ended it already.
    final void rollback() {
        try {
            statements.run("ROLLBACK");
        } catch (SQLException e) {
            LOG.debug("There was no transaction left to roll back", e);
        }
    }

    /// Runs `operation` so that it can fail alone.
    final void apart(Pending<?> operation) throws SQLException {
        statements.run("SAVEPOINT operation");
        try {
            operation.run(statements);
        } catch (SQLException | RuntimeException e) {
            if (Fault.of(e) != Fault.STATEMENT) {
                throw e;
            }
            statements.run("ROLLBACK TO operation");
            operation.failed(Writer.failure(e));
        }
        statements.run("RELEASE operation");
    }

    final Statements statements() {
        return statements;
    }
}
