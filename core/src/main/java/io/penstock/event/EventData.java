package io.penstock.event;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An event's data: the very bytes that came, and what they are.
///
/// @param form how the bytes stand in the event's JSON form
/// @param bytes of a valid JSON value, or of text in UTF-8, or any, as `form` says (whoever makes one has seen to that,
///     as [#of] does); not copied, for the sake of large events: nobody changes them
public record EventData(Form form, byte[] bytes) {
    /// The content type of JSON data whose event does not say any (CloudEvents 1.0.2, `datacontenttype`).
    static final String IMPLIED_CONTENT_TYPE = "application/json";

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

    /// The data that stands as `bytes` in a message of the content type `contentType`, an HTTP request's body say. JSON
    /// for a JSON content type; text for `text/…` and XML in UTF-8; binary for anything else, and if there is no
    /// content type (which implies JSON in CloudEvents' JSON format, but not in a message).
    ///
    /// @throws InvalidInputException of the field `data`, if the content type says JSON and `bytes` are none, or JSON
    ///     that is nested deeper than [EventJson#MAX_DATA_DEPTH] or names a member twice
    public static EventData of(@Nullable String contentType, byte[] bytes) {
        var type = contentType == null ? null : MediaType.parse(contentType);
        if (type == null) {
            return new EventData(Form.BINARY, bytes);
        }
        if (type.isJson()) {
            try {
                JsonScanner.check(bytes);
            } catch (InvalidInputException e) {
                throw e.in("data");
            }
            return new EventData(Form.JSON, bytes);
        }
        return new EventData(type.isText() && Utf8.isValid(bytes) ? Form.TEXT : Form.BINARY, bytes);
    }

    /// Whether the JSON form of an event of this data and `contentType` is read back as such: text never stands under a
    /// JSON content type, nor a JSON string under another.
    boolean fits(@Nullable String contentType) {
        return switch (form) {
            case TEXT -> !MediaType.isJson(contentType);
            case JSON -> bytes.length > 0 && (bytes[0] != '"' || MediaType.isJson(contentType));
            case BINARY -> true;
        };
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
