package io.penstock.embedded;

import io.penstock.input.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Where a list goes on. It is bound to its list by a hash of the query, so that one of another list is
/// refused rather than followed.
///
/// @param event the number of the event before which it goes on
/// @param subscription of that event, the number of the subscription before which it goes on
record Cursor(long event, long subscription) {
    /// Before the newest.
    static final Cursor START = new Cursor(Long.MAX_VALUE, Long.MAX_VALUE);

    private static final int BYTES = 3 * Long.BYTES;

    /// @param list the hash of the query
    String text(long list) {
        var bytes =
                ByteBuffer.allocate(BYTES).putLong(event).putLong(subscription).putLong(list);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /// Reads what [#text] wrote for the same list; null is the start.
    ///
    /// @throws InvalidInputException if it is anything else
    static Cursor read(@Nullable String text, long list) {
        if (text == null) {
            return START;
        }
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.UTF_8)));
            if (bytes.remaining() == BYTES) {
                var cursor = new Cursor(bytes.getLong(), bytes.getLong());
                if (bytes.getLong() == list) {
                    return cursor;
                }
            }
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        throw refused();
    }

    private static InvalidInputException refused() {
        return new InvalidInputException("cursor", "is none of this list; leave it out to begin at the newest");
    }
}
