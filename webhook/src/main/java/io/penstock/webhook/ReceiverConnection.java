package io.penstock.webhook;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 connection to a receiver, to an address that was checked when it was opened.
final class ReceiverConnection extends DefaultBHttpClientConnection {
    /// Longest line of a response's head, and of a chunk's size, in bytes.
    static final int MAX_LINE_LENGTH = 8_192;

    /// Most header lines of a response.
    static final int MAX_RESPONSE_HEADERS = 100;

    /// Most bytes of a response's head, with those of interim responses before it. A head is kept in memory until it has
    /// come to its end, however slowly.
    static final int MAX_HEAD_BYTES = 32 * 1_024;

    /// Most header lines behind a chunked body. They are of no use here, and kept until the last has come.
    static final int MAX_TRAILERS = 4;

    private static final int BUFFER_SIZE = 8_192;
    private static final int MAX_EMPTY_LINES = 4;
    private static final Timeout LIVENESS_WAIT = Timeout.ofMilliseconds(1);
    // A connection's own limits are in force for the body; it does not hand them to the parser of the head.
    private static final Http1Config BODY_LIMITS = limits(MAX_TRAILERS);
    private static final DefaultHttpResponseParserFactory PARSERS =
            new DefaultHttpResponseParserFactory(limits(MAX_RESPONSE_HEADERS));

    private final Route route;
    private final Socket socket;
    private final Input input;
    private final long openedAt;
    private long idleSince;
    private Duration maxIdle = Duration.ZERO;
    private boolean reused;

    private ReceiverConnection(Route route, Socket socket, Input input, long openedAt) {
        super(BODY_LIMITS, null, null, null, null, null, PARSERS);
        this.route = route;
        this.socket = socket;
        this.input = input;
        this.openedAt = openedAt;
    }

    private static Http1Config limits(int headers) {
        return Http1Config.custom()
                .setMaxLineLength(MAX_LINE_LENGTH)
                .setMaxHeaderCount(headers + 1) // the parser refuses the count it is given
                .setMaxEmptyLineCount(MAX_EMPTY_LINES)
                .setBufferSize(BUFFER_SIZE)
                .build();
    }

    /// @param socket connected, and closed by the deadline
    /// @param tls the same socket behind TLS, its handshake done, or null for plain http
    static ReceiverConnection over(Route route, Socket socket, @Nullable SSLSocket tls, long now) throws IOException {
        var input = new Input((tls == null ? socket : tls).getInputStream());
        var connection = new ReceiverConnection(route, socket, input, now);
        connection.bind(tls == null ? new InputHolder(socket, input) : new InputHolder(tls, socket, input));
        return connection;
    }

    Route route() {
        return route;
    }

    Socket socket() {
        return socket;
    }

    /// Whether it has carried a request before this one, so that the receiver may have closed it meanwhile.
    boolean isReused() {
        return reused;
    }

    void idle(long since, Duration atMost) {
        idleSince = since;
        maxIdle = atMost;
        reused = true;
    }

    boolean isExpired(long now, Duration maxAge) {
        return now - openedAt >= maxAge.toNanos() || now - idleSince >= maxIdle.toNanos();
    }

    boolean isIdleFor(Duration time, long now) {
        return now - idleSince >= time.toNanos();
    }

    void beginExchange() {
        input.received = false;
        input.endAllowed = false;
        input.headBytes = 0;
    }

    /// The head has come: what comes now is the body, which is not kept.
    void beginBody() {
        input.headBytes = Input.BODY;
    }

    /// Whether any byte has come since [#beginExchange].
    boolean hasReceived() {
        return input.received;
    }

    /// From here on the end of the connection is the end of the body.
    void allowEnd() {
        input.endAllowed = true;
    }

    /// Whether something is left in the buffer behind the response, without looking at the socket.
    boolean hasLeftover() {
        input.dry = true;
        try {
            return isDataAvailable(LIVENESS_WAIT);
        } catch (IOException e) {
            return true;
        } finally {
            input.dry = false;
        }
    }

    /// Whether the receiver has neither closed an idle connection nor sent something unasked. Takes a millisecond.
    boolean isQuiet() {
        input.endAllowed = false;
        try {
            return !isDataAvailable(LIVENESS_WAIT);
        } catch (IOException e) {
            return false;
        }
    }

    /// Closes without TLS's goodbye, which could block. Nothing of a request is under way.
    void discard() {
        Attempt.closeQuietly(socket);
    }

    /// Ends a request or response that is under way.
    void abort() {
        Attempt.closeHard(socket);
    }

    /// Knows what the parser does not tell: whether any byte came, and that the end of the stream came too early. (It
    /// takes the end of the stream for the end of the headers.)
    private static final class Input extends FilterInputStream {
        private static final int BODY = -1;

        private int headBytes;
        private boolean received;
        private boolean endAllowed;
        private boolean dry;

        Input(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int length = read(one, 0, 1);
            return length < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (dry) {
                throw new NothingBuffered();
            }
            if (headBytes >= MAX_HEAD_BYTES) {
                throw new MessageConstraintException("the head is too long");
            }
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                received = true;
                if (headBytes != BODY) {
                    headBytes += count;
                }
            } else if (count < 0 && !endAllowed) {
                throw new EOFException("the receiver closed the connection");
            }
            return count;
        }
    }

    private static final class InputHolder extends SocketHolder {
        private final Input input;

        InputHolder(Socket socket, Input input) {
            super(socket);
            this.input = input;
        }

        InputHolder(SSLSocket tls, Socket socket, Input input) {
            super(tls, socket);
            this.input = input;
        }

        @Override
        protected InputStream getInputStream(Socket socket) {
            return input;
        }
    }

    /// Reads as a timeout that took no time.
    private static final class NothingBuffered extends SocketTimeoutException {
        @Serial
        private static final long serialVersionUID = 1;

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized")
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
