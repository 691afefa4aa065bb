package io.penstock.event;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A [CloudEvents 1.0.2](https://github.com/cloudevents/spec) event. Whatever its sender put into its attributes and
/// its data is here unchanged; what is here is a valid CloudEvent within Penstock's limits.
///
/// @param id unique within `source`
/// @param source who says it: a URI reference
/// @param type what happened, `order.created` say
/// @param subject what it happened to, if said
/// @param time when it happened, in RFC 3339, in the spelling that came, if said
/// @param dataContentType media type of `data`, if said
/// @param dataSchema URI of the schema of `data`, if said
/// @param extensions the other attributes by their names, in the order that they came in
/// @param data if there is any
public record Event(
        String id,
        String source,
        String type,
        @Nullable String subject,
        @Nullable String time,
        @Nullable String dataContentType,
        @Nullable String dataSchema,
        Map<String, ExtensionValue> extensions,
        @Nullable EventData data) {

    /// The only version of CloudEvents that is read and written.
    public static final String SPEC_VERSION = "1.0";

    /// The extension that says by what events are ordered.
    public static final String PARTITION_KEY = "partitionkey";

    /// Longest value of an attribute, in bytes of UTF-8.
    public static final int MAX_ATTRIBUTE_BYTES = 2_048;

    /// Longest name of an extension, in characters.
    public static final int MAX_EXTENSION_NAME = 64;

    /// Most extensions of an event.
    public static final int MAX_EXTENSIONS = 50;

    /// All attributes together, names and values, in bytes of UTF-8: they travel as headers.
    public static final int MAX_ATTRIBUTES_BYTES = 16 * 1_024;

    /// Largest event that any form of Penstock accepts: attributes and data, in bytes.
    public static final int MAX_BYTES = 4 * 1_024 * 1_024;

    /// @throws InvalidInputException naming the attribute, if this is not a CloudEvent, or past a limit
    /// @throws IllegalArgumentException if the data's form contradicts its content type: text under JSON, or a JSON
    ///     string under another
    public Event {
        requireNonNull(id, "id is null");
        requireNonNull(source, "source is null");
        requireNonNull(type, "type is null");
        extensions = extensions.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
        int bytes = AttributeRules.check(id, source, type, subject, time, dataContentType, dataSchema, extensions);
        if (data != null && bytes + (long) data.bytes().length > MAX_BYTES) {
            throw new InvalidInputException(
                    "data",
                    "an event may have %,d bytes, attributes and data together; this one has %,d. Store the data elsewhere and send a reference"
                            .formatted(MAX_BYTES, bytes + (long) data.bytes().length));
        }
        if (data != null && !data.fits(dataContentType)) {
            throw new IllegalArgumentException(
                    "%s data does not fit the content type %s".formatted(data.form(), dataContentType));
        }
    }

    /// By what events are ordered, and kept apart from others; null if its sender said nothing
    /// ([partitioning extension](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/partitioning.md)).
    public @Nullable String partitionKey() {
        var key = extensions.get(PARTITION_KEY);
        return key == null || key.text().isEmpty() ? null : key.text();
    }

    /// The value of the attribute `name`, in its string form.
    public @Nullable String attribute(String name) {
        return switch (name) {
            case "specversion" -> SPEC_VERSION;
            case "id" -> id;
            case "source" -> source;
            case "type" -> type;
            case "subject" -> subject;
            case "time" -> time;
            case "datacontenttype" -> dataContentType;
            case "dataschema" -> dataSchema;
            default -> {
                var extension = extensions.get(name);
                yield extension == null ? null : extension.text();
            }
        };
    }

    /// What is left of it once it is erased: what it is called, and of which type it was.
    public Event erased() {
        return new Event(id, source, type, null, null, null, null, Map.of(), null);
    }

    /// Bytes of `data`; none if there is no data.
    public byte[] dataBytes() {
        return data == null ? NO_BYTES : data.bytes();
    }

    /// How large this event is for all limits: its attributes' names and values in UTF-8, and its data.
    public int size() {
        return AttributeRules.bytes(this) + dataBytes().length;
    }

    private static final byte[] NO_BYTES = {};
}
