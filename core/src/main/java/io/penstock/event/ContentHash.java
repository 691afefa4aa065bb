package io.penstock.event;

import static java.util.Objects.requireNonNull;

import io.penstock.identity.Id128;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells whether two events of the same name are the same, by what they say rather than by how they were sent: an
/// extension hashes as its text, which is all that a header can say of it, and data hashes as its bytes, whatever their
/// form.
///
/// @param value the first 128 bits of SHA-256 over all attributes, extensions in the order of their names, and the data
public record ContentHash(Id128 value) {
    public ContentHash {
        requireNonNull(value, "value is null");
    }

    /// The hash of `event`.
    public static ContentHash of(Event event) {
        var digest = Id128.sha256();
        add(digest, event.id());
        add(digest, event.source());
        add(digest, event.type());
        add(digest, event.subject());
        add(digest, event.time());
        add(digest, dataContentType(event));
        add(digest, event.dataSchema());
        digest.update((byte) event.extensions().size());
        if (!event.extensions().isEmpty()) {
            new TreeMap<>(event.extensions()).forEach((name, value) -> {
                add(digest, name);
                add(digest, value.text());
            });
        }
        digest.update(event.data() == null ? (byte) 0 : (byte) 1);
        digest.update(event.dataBytes());
        return new ContentHash(Id128.of(digest.digest()));
    }

    /// JSON that says so and JSON that does not are exactly equivalent (CloudEvents 1.0.2, `datacontenttype`), and the
    /// first becomes the second on its way through binary mode.
    private static @Nullable String dataContentType(Event event) {
        var data = event.data();
        boolean implied = event.dataContentType() == null && data != null && data.form() == EventData.Form.JSON;
        return implied ? EventData.IMPLIED_CONTENT_TYPE : event.dataContentType();
    }

    /// Behind its length, so that no two different lists are hashed from the same bytes; absent is unlike empty.
    private static void add(MessageDigest digest, @Nullable String part) {
        var bytes = part == null ? null : part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes == null ? -1 : bytes.length));
        if (bytes != null) {
            digest.update(bytes);
        }
    }
}
