package io.penstock.event;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An event as a message in binary mode
/// ([CloudEvents 1.0.2, HTTP binding, section 3.1](https://github.com/cloudevents/spec)): attributes are headers, the
/// data is the body.
///
/// [#read] gives back the event that [#of] wrote, as far as the mode can tell it: an extension that was a number or a
/// boolean comes back as text; data without a content type comes back as JSON that says so, if it was JSON; empty data
/// comes back as none; and whether data is JSON, text or binary is told by its content type alone.
///
/// @param headers names in lower case, `ce-specversion` among them, but not `content-type`
/// @param contentType the value of the header `content-type`; null if there is none to be
/// @param body the data; empty if there is none
public record BinaryEvent(
        Map<String, String> headers, @Nullable String contentType, byte[] body) {
    /// What the name of an attribute's header begins with.
    public static final String PREFIX = "ce-";

    public BinaryEvent {
        requireNonNull(body, "body is null");
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /// `event` as a message.
    public static BinaryEvent of(Event event) {
        var headers = LinkedHashMap.<String, String>newLinkedHashMap(
                7 + event.extensions().size());
        headers.put(PREFIX + "specversion", Event.SPEC_VERSION);
        put(headers, "id", event.id());
        put(headers, "source", event.source());
        put(headers, "type", event.type());
        put(headers, "subject", event.subject());
        put(headers, "time", event.time());
        put(headers, "dataschema", event.dataSchema());
        event.extensions().forEach((name, value) -> put(headers, name, value.text()));
        var data = event.data();
        var contentType = event.dataContentType();
        if (contentType == null && data != null && data.form() == EventData.Form.JSON) {
            contentType = EventData.IMPLIED_CONTENT_TYPE; // a message implies none (JSON format, section 3.1.2)
        }
        return new BinaryEvent(headers, contentType, event.dataBytes());
    }

    /// Reads a message. A body without bytes is no data.
    ///
    /// @param contentType the value of the header `content-type`, if there is one
    /// @param headers all headers; those without [#PREFIX] are ignored
    /// @param body kept, not copied: nobody changes it
    /// @throws InvalidInputException naming the attribute, if this is not a CloudEvent, or past a limit
    public static Event read(@Nullable String contentType, HeaderFields headers, byte[] body) {
        var attributes = new LinkedHashMap<String, String>();
        headers.forEach((header, value) -> {
            if (!header.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                return;
            }
            var name = header.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
            var shown = InvalidInputException.excerpt(name);
            if (attributes.put(name, HeaderValue.decode(shown, value.strip())) != null) {
                throw new InvalidInputException(shown, "its header comes twice");
            }
        });
        AttributeRules.checkSpecVersion(attributes.remove("specversion"));
        if (attributes.containsKey("datacontenttype")) {
            throw new InvalidInputException("datacontenttype", "is the header content-type, not one of its own");
        }
        var type = contentType == null ? null : contentType.strip();
        return new Event(
                AttributeRules.required("id", attributes.remove("id")),
                AttributeRules.required("source", attributes.remove("source")),
                AttributeRules.required("type", attributes.remove("type")),
                attributes.remove("subject"),
                attributes.remove("time"),
                type,
                attributes.remove("dataschema"),
                extensions(attributes),
                body.length == 0 ? null : EventData.of(type, body));
    }

    private static Map<String, ExtensionValue> extensions(Map<String, String> attributes) {
        var extensions = LinkedHashMap.<String, ExtensionValue>newLinkedHashMap(attributes.size());
        attributes.forEach((name, value) -> extensions.put(name, new ExtensionValue.Text(value)));
        return extensions;
    }

    private static void put(Map<String, String> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.put(PREFIX + name, HeaderValue.encode(value));
        }
    }
}
