package io.penstock.embedded;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/// Reads on connections and platform threads of its own: SQLite's calls are native and would hold a virtual
/// thread's carrier. Who reads waits; queries are short.
final class Readers implements AutoCloseable {
    /// Most reads that wait; whoever has another waits before.
    private static final int MAX_WAITING = 1_024;

    private final String name;
    private final List<Statements> connections = new ArrayList<>();
    private final ArrayBlockingQueue<Task<?>> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final List<Thread> threads = new ArrayList<>();
    private final ReentrantLock here = new ReentrantLock();
    private volatile boolean started;
    private volatile boolean closed;

    /// What is read.
    interface Query<T> {
        T run(Statements statements) throws SQLException;
    }

    private record Task<T>(Query<T> query, CompletableFuture<T> answer) {
        void run(Statements statements) {
            try {
                answer.complete(query.run(statements));
            } catch (SQLException e) {
                answer.completeExceptionally(new StorageException("the database could not be read", e));
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        }
    }

    Readers(String name, List<Connection> connections) {
        this.name = name;
        connections.forEach(connection -> this.connections.add(new Statements(connection)));
    }

    /// From now on threads of its own read; before, whoever asks does it.
    void start() {
        for (int i = 0; i < connections.size(); i++) {
            var statements = connections.get(i);
            threads.add(Thread.ofPlatform()
                    .name("penstock-%s-%d".formatted(name, i))
                    .daemon()
                    .start(() -> loop(statements)));
        }
        started = true;
    }

    /// Reads, and waits for it.
    <T> T read(Query<T> query) {
        if (closed) {
            throw new IllegalStateException("the database is closed");
        }
        var task = new Task<>(query, new CompletableFuture<T>());
        if (started) {
            put(task);
            if (closed) {
                abandon();
            }
        } else {
            here.lock();
            try {
                task.run(connections.getFirst());
            } finally {
                here.unlock();
            }
        }
        try {
            return task.answer().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void put(Task<?> task) {
        boolean interrupted = false;
        while (true) {
            try {
                waiting.put(task);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop(Statements statements) {
        try {
            while (!closed) {
                waiting.take().run(statements);
            }
        } catch (InterruptedException e) {
            // It is closing.
        }
    }

    private void abandon() {
        for (var task = waiting.poll(); task != null; task = waiting.poll()) {
            task.answer().completeExceptionally(new IllegalStateException("the database is closed"));
        }
    }

    /// Ends when the reads under way have ended; those that wait fail.
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        abandon();
    }
}
