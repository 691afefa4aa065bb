package io.penstock.embedded;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What a failed statement or commit says about the database ([result
/// codes](https://www.sqlite.org/rescode.html)).
enum Fault {
    /// This statement cannot be done; others can.
    STATEMENT,
    /// There is no room; nothing was written.
    FULL,
    /// What the disk holds is unknown.
    FATAL;

    static Fault of(Exception failure) {
        if (!(failure instanceof SQLException sql)) {
            return STATEMENT;
        }
        if (sql instanceof SQLiteException e && e.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
            return FULL; // The log's index could not grow.
        }
        return switch (SQLiteErrorCode.getErrorCode(sql.getErrorCode() & 0xFF)) {
            case SQLITE_FULL -> FULL;
            case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_READONLY, SQLITE_CANTOPEN -> FATAL;
            default -> STATEMENT;
        };
    }
}
