package io.penstock.embedded;

import java.sql.SQLException;

/// A step's transaction, to be run on the writer's thread together with others.
///
/// @param <T> what it answers
@FunctionalInterface
interface Operation<T> {
    /// Does it. May be run again, from the state that it found before, if another one of its group failed:
    /// so it changes nothing but the database.
    T run(Statements statements) throws SQLException;

    /// Called after the commit, in the order of the commits: hands on in memory what is now durable.
    default void committed(T result) {}

    /// What is to become of an operation when the disk is full.
    enum Kind {
        /// New events: refused.
        INTAKE,
        /// What has happened already and must not be lost: kept until there is room.
        OUTCOME,
        /// Anything else: refused if there is no room for it.
        CHANGE
    }
}
