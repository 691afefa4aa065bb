package io.penstock.webhook;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Connections kept alive for the next attempt. Nobody ever waits for one: who finds none opens a new one.
final class ConnectionPool implements AutoCloseable {
    /// After this a connection is not used again, so that a changed name or address policy is seen.
    static final Duration MAX_AGE = Duration.ofMinutes(1);

    /// Unless the receiver announces less with `Keep-Alive: timeout=…`.
    static final Duration MAX_IDLE = Duration.ofSeconds(30);

    /// Idle for longer than this, a connection is looked at before it is used again.
    static final Duration TRUSTED_IDLE = Duration.ofSeconds(1);

    private final int maxIdleConnections;
    private final LongSupplier nanoTicker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Route, ArrayDeque<ReceiverConnection>> idle = new HashMap<>();
    private final LinkedHashSet<ReceiverConnection> longestIdleFirst = new LinkedHashSet<>();
    private boolean closed;

    /// @param maxIdleConnections when there are more, the one idle for longest is closed
    ConnectionPool(int maxIdleConnections, LongSupplier nanoTicker) {
        if (maxIdleConnections < 0) {
            throw new IllegalArgumentException("maxIdleConnections is negative: " + maxIdleConnections);
        }
        this.maxIdleConnections = maxIdleConnections;
        this.nanoTicker = nanoTicker;
    }

    /// A live connection, the most recently used one, or null.
    @Nullable
    ReceiverConnection lease(Route route) {
        while (true) {
            ReceiverConnection connection = poll(route);
            if (connection == null) {
                return null;
            }
            long now = nanoTicker.getAsLong();
            if (!connection.isExpired(now, MAX_AGE)
                    && (!connection.isIdleFor(TRUSTED_IDLE, now) || connection.isQuiet())) {
                return connection;
            }
            connection.discard();
        }
    }

    /// Gives back a connection on which a response has ended.
    ///
    /// @param atMost how long the receiver will keep it open
    void release(ReceiverConnection connection, Duration atMost) {
        long now = nanoTicker.getAsLong();
        connection.idle(now, atMost.compareTo(MAX_IDLE) < 0 ? atMost : MAX_IDLE);
        ReceiverConnection surplus = connection.isExpired(now, MAX_AGE) ? connection : add(connection);
        if (surplus != null) {
            surplus.discard();
        }
    }

    /// Closes what has been idle or alive for too long.
    void evict(long now) {
        List<ReceiverConnection> expired = new ArrayList<>();
        lock.lock();
        try {
            for (ReceiverConnection connection : longestIdleFirst) {
                if (connection.isExpired(now, MAX_AGE)) {
                    expired.add(connection);
                }
            }
            expired.forEach(this::remove);
        } finally {
            lock.unlock();
        }
        expired.forEach(ReceiverConnection::discard);
    }

    int idleConnections() {
        lock.lock();
        try {
            return longestIdleFirst.size();
        } finally {
            lock.unlock();
        }
    }

    /// Closes the idle connections, and from now on each that is released.
    @Override
    public void close() {
        List<ReceiverConnection> all;
        lock.lock();
        try {
            closed = true;
            all = List.copyOf(longestIdleFirst);
            longestIdleFirst.clear();
            idle.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(ReceiverConnection::discard);
    }

    private @Nullable ReceiverConnection poll(Route route) {
        lock.lock();
        try {
            ArrayDeque<ReceiverConnection> ofRoute = idle.get(route);
            if (ofRoute == null) {
                return null;
            }
            ReceiverConnection connection = ofRoute.removeLast();
            longestIdleFirst.remove(connection);
            if (ofRoute.isEmpty()) {
                idle.remove(route);
            }
            return connection;
        } finally {
            lock.unlock();
        }
    }

    /// @return the connection to close instead, or null
    private @Nullable ReceiverConnection add(ReceiverConnection connection) {
        lock.lock();
        try {
            if (closed || maxIdleConnections == 0) {
                return connection;
            }
            idle.computeIfAbsent(connection.route(), _ -> new ArrayDeque<>()).addLast(connection);
            longestIdleFirst.add(connection);
            if (longestIdleFirst.size() <= maxIdleConnections) {
                return null;
            }
            ReceiverConnection surplus = longestIdleFirst.getFirst();
            remove(surplus);
            return surplus;
        } finally {
            lock.unlock();
        }
    }

    private void remove(ReceiverConnection connection) {
        longestIdleFirst.remove(connection);
        ArrayDeque<ReceiverConnection> ofRoute = idle.get(connection.route());
        if (ofRoute != null) {
            ofRoute.remove(connection);
            if (ofRoute.isEmpty()) {
                idle.remove(connection.route());
            }
        }
    }
}
