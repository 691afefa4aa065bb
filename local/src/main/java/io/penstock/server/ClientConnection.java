package io.penstock.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/// A client's connection, which knows whether a request is arriving on it, and since when. Jetty's own timeout begins
/// anew with each byte; this begins with a request's first one.
final class ClientConnection extends SocketChannelEndPoint {
    private sealed interface State {}

    /// No request is under way.
    private record Idle() implements State {}

    /// A part of a request has come.
    private record Arriving(long since) implements State {}

    /// A request has come, whole, and its answer has not gone yet.
    private record Answering() implements State {}

    private record Closed() implements State {}

    private static final State IDLE = new Idle();
    private static final State ANSWERING = new Answering();
    private static final State CLOSED = new Closed();

    private final AtomicReference<State> state = new AtomicReference<>(IDLE);

    ClientConnection(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int count = super.fill(buffer);
        if (count > 0) {
            arriving();
        }
        return count;
    }

    /// A request has begun to arrive, if none is under way. (One that came together with the one before it is seen when
    /// it is handled.)
    void arriving() {
        if (state.get() instanceof Idle) {
            state.compareAndSet(IDLE, new Arriving(System.nanoTime()));
        }
    }

    /// The request has arrived, whole, or as far as anybody wants it.
    void arrived() {
        var now = state.get();
        if (!(now instanceof Closed)) {
            state.compareAndSet(now, ANSWERING);
        }
    }

    /// Its answer has gone: the next request may arrive.
    void answered() {
        state.compareAndSet(ANSWERING, IDLE);
    }

    /// Closes it if its request has been arriving for longer than `limit`.
    void closeIfOverdue(Duration limit) {
        if (state.get() instanceof Arriving arriving
                && System.nanoTime() - arriving.since() > limit.toNanos()
                && state.compareAndSet(arriving, CLOSED)) {
            close();
        }
    }

    /// Closes it if no request is under way.
    void closeIfIdle() {
        if (state.compareAndSet(IDLE, CLOSED)) {
            close();
        }
    }
}
