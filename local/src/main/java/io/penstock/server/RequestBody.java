package io.penstock.server;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// The body of a request, in memory that grows as it comes: what is only announced takes up nothing. Its first bytes are
/// its connection's own, so that small requests have room however many large ones there are; the rest is shared.
final class RequestBody implements AutoCloseable {
    /// How a body was read.
    enum End {
        /// As a whole.
        WHOLE,
        /// It is longer than it may be.
        TOO_LONG,
        /// There is no memory for it now; what had come is let go.
        NO_ROOM
    }

    private static final byte[] NOTHING = {};
    private static final int OWN_BYTES = 16 * 1_024;
    private static final int SCRATCH_BYTES = 4 * 1_024;

    private final BodyBudget budget;
    private byte[] bytes = NOTHING;
    private int count;

    RequestBody(BodyBudget budget) {
        this.budget = budget;
    }

    /// Reads it, waiting for it to come.
    ///
    /// @param limit most bytes that it may have
    /// @throws IOException if it did not come whole
    End read(Request request, int limit) throws IOException {
        long length = request.getLength();
        if (length > limit) {
            return End.TOO_LONG;
        }
        int most = length < 0 ? limit : (int) length;
        // Not closed: that would fail a request that was not read to its end.
        var in = Content.Source.asInputStream(request);
        while (count < most) {
            if (count == bytes.length && !grow(most)) {
                letGo();
                return End.NO_ROOM;
            }
            int read = in.read(bytes, count, bytes.length - count);
            if (read < 0) {
                if (length >= 0) {
                    throw new EOFException("%,d bytes of %,d".formatted(count, length));
                }
                return End.WHOLE;
            }
            count += read;
        }
        // The byte too many is read apart, and only where it can come: it would be waited for.
        return length < 0 && in.read() >= 0 ? End.TOO_LONG : End.WHOLE;
    }

    private boolean grow(int most) {
        int size = (int) Math.min(most, Math.max(OWN_BYTES, 2L * bytes.length));
        if (!budget.take(shared(size))) {
            return false;
        }
        int before = bytes.length;
        bytes = Arrays.copyOf(bytes, size);
        budget.give(shared(before));
        return true;
    }

    private static int shared(int size) {
        return Math.max(0, size - OWN_BYTES);
    }

    /// What was read.
    byte[] bytes() {
        return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
    }

    /// Reads past what is left of a body that nobody wants: many a client reads no answer before it has sent everything.
    ///
    /// @param limit most bytes that are read
    /// @return whether that was all of it
    /// @throws IOException if it did not come whole
    static boolean skip(Request request, int limit) throws IOException {
        if (request.getLength() > limit) {
            return false;
        }
        var in = Content.Source.asInputStream(request);
        var scratch = new byte[SCRATCH_BYTES];
        for (long skipped = 0; skipped <= limit; ) {
            int read = in.read(scratch);
            if (read < 0) {
                return true;
            }
            skipped += read;
        }
        return false;
    }

    /// Gives its memory back.
    @Override
    public void close() {
        letGo();
    }

    private void letGo() {
        budget.give(shared(bytes.length));
        bytes = NOTHING;
    }
}
