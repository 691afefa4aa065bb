package io.penstock.webhook;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One attempt under its deadline.
///
/// Its thread blocks on a socket without any timeout. At the deadline the [Watchdog] closes that socket, which ends
/// whatever the thread waits in. Either the attempt finishes or it is aborted, never both: a connection that was given
/// back to the pool is no longer the attempt's, and is not closed by it.
final class Attempt {
    /// What an attempt is waiting for, for the detail of a timeout.
    enum Stage {
        RESOLVING("the name look-up"),
        CONNECTING("the connection"),
        SECURING("the TLS handshake"),
        SENDING("the receiver to take the request"),
        AWAITING("the response"),
        READING("the end of the response's body");

        private final String description;

        Stage(String description) {
            this.description = description;
        }
    }

    private enum State {
        RUNNING,
        FINISHED,
        ABORTED
    }

    private final LongSupplier nanoTicker;
    private final long startedAt;
    private final Duration timeout;
    private final long timeoutNanos;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private volatile @Nullable Socket socket;
    private Stage stage = Stage.RESOLVING;

    Attempt(LongSupplier nanoTicker, Duration timeout) {
        this.nanoTicker = nanoTicker;
        this.startedAt = nanoTicker.getAsLong();
        this.timeout = timeout;
        this.timeoutNanos = timeout.toNanos();
    }

    void enter(Stage next) {
        stage = next;
    }

    /// From now on the deadline closes `socket`.
    ///
    /// @throws IOException if the deadline has passed
    void uses(Socket used) throws IOException {
        socket = used;
        if (state.get() == State.ABORTED) {
            closeHard(used);
            throw new SocketException("the deadline has passed");
        }
    }

    /// Ends the attempt in time.
    ///
    /// @return whether the deadline had not ended it before
    boolean finish() {
        return state.compareAndSet(State.RUNNING, State.FINISHED);
    }

    /// Ends the attempt if its deadline has passed. Called by the watchdog.
    void abortIfOverdue(long now) {
        if (now - startedAt >= timeoutNanos && state.compareAndSet(State.RUNNING, State.ABORTED)) {
            Socket used = socket;
            if (used != null) {
                closeHard(used);
            }
        }
    }

    boolean isAborted() {
        return state.get() == State.ABORTED;
    }

    /// Nanoseconds until the deadline, at least 0.
    long remainingNanos() {
        return Math.max(0, timeoutNanos - (nanoTicker.getAsLong() - startedAt));
    }

    Duration took() {
        return Duration.ofNanos(nanoTicker.getAsLong() - startedAt);
    }

    AttemptFailure timedOut() {
        return new AttemptFailure(
                WebhookResult.Reason.TIMED_OUT,
                "timed out after %s ms, waiting for %s".formatted(timeout.toMillis(), stage.description));
    }

    /// Closes the socket in use, unless the attempt has finished and may have given it away.
    void closeUnlessFinished() {
        Socket used = socket;
        if (used != null && state.get() != State.FINISHED) {
            closeHard(used);
        }
    }

    /// Closes with a reset, so that the kernel does not go on sending what the receiver does not take.
    static void closeHard(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already, or never was connected.
        }
        closeQuietly(socket);
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // There is nothing left to do about it.
        }
    }
}
