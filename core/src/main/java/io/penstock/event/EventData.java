package io.penstock.event;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/// An event's data: the very bytes that came, and what they are.
///
/// @param form how the bytes stand in the event's JSON form
/// @param bytes not copied, for the sake of large events: nobody changes them
public record EventData(Form form, byte[] bytes) {
    /// How data stands in an event's JSON form.
    public enum Form {
        /// A JSON value: `data` holds these bytes as they are.
        JSON,
        /// Text in UTF-8: `data` is a JSON string.
        TEXT,
        /// Anything else: `data_base64`.
        BINARY
    }

    public EventData {
        requireNonNull(form, "form is null");
        requireNonNull(bytes, "bytes is null");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventData that && form == that.form && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * form.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "EventData[%s, %d bytes]".formatted(form, bytes.length);
    }
}
