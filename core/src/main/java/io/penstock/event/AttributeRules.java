package io.penstock.event;

import io.penstock.input.InvalidInputException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What CloudEvents 1.0.2 asks of context attributes, and Penstock's limits on them.
final class AttributeRules {
    /// Attributes of the specification, which no extension may be called, and `data`, which it forbids as a name.
    private static final Set<String> RESERVED = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "datacontenttype",
            "dataschema",
            "data",
            "data_base64");

    private AttributeRules() {}

    /// Checks all attributes and answers how many bytes they have.
    static int check(
            String id,
            String source,
            String type,
            @Nullable String subject,
            @Nullable String time,
            @Nullable String dataContentType,
            @Nullable String dataSchema,
            Map<String, ExtensionValue> extensions) {
        int bytes = checkAttribute("id", id);
        bytes += checkAttribute("source", source);
        bytes += checkAttribute("type", type);
        bytes += checkAttribute("subject", subject);
        bytes += checkAttribute("time", time);
        bytes += checkAttribute("datacontenttype", dataContentType);
        bytes += checkAttribute("dataschema", dataSchema);
        checkUriReference("source", source);
        if (time != null && !Rfc3339.isTime(time)) {
            throw new InvalidInputException(
                    "time",
                    "must be a time in RFC 3339, 2026-01-31T09:30:00Z say: '%s'"
                            .formatted(InvalidInputException.excerpt(time)));
        }
        if (dataContentType != null && MediaType.parse(dataContentType) == null) {
            throw new InvalidInputException(
                    "datacontenttype",
                    "must be a media type (RFC 2046), application/json say: '%s'"
                            .formatted(InvalidInputException.excerpt(dataContentType)));
        }
        if (dataSchema != null) {
            checkUriReference("dataschema", dataSchema);
        }
        bytes += checkExtensions(extensions);
        if (bytes > Event.MAX_ATTRIBUTES_BYTES) {
            throw new InvalidInputException(
                    "",
                    "all attributes together may have %,d bytes; these have %,d. Move what is long into the data"
                            .formatted(Event.MAX_ATTRIBUTES_BYTES, bytes));
        }
        return bytes;
    }

    /// The attribute `name`, which every event has.
    static String required(String name, @Nullable String value) {
        if (value == null) {
            throw new InvalidInputException(name, "is missing; every event has specversion, id, source and type");
        }
        return value;
    }

    static void checkSpecVersion(@Nullable String version) {
        var said = required("specversion", version);
        if (!said.equals(Event.SPEC_VERSION)) {
            throw new InvalidInputException(
                    "specversion",
                    "must be %s: '%s'".formatted(Event.SPEC_VERSION, InvalidInputException.excerpt(said)));
        }
    }

    static int bytes(Event event) {
        int bytes = size("id", event.id()) + size("source", event.source()) + size("type", event.type());
        bytes += size("subject", event.subject()) + size("time", event.time());
        bytes += size("datacontenttype", event.dataContentType()) + size("dataschema", event.dataSchema());
        for (var extension : event.extensions().entrySet()) {
            bytes += size(extension.getKey(), extension.getValue().text());
        }
        return bytes;
    }

    private static int checkExtensions(Map<String, ExtensionValue> extensions) {
        if (extensions.size() > Event.MAX_EXTENSIONS) {
            throw new InvalidInputException(
                    "",
                    "an event may have %d extension attributes; this one has %d"
                            .formatted(Event.MAX_EXTENSIONS, extensions.size()));
        }
        int bytes = 0;
        for (var extension : extensions.entrySet()) {
            checkName(extension.getKey());
            bytes += extension.getValue() instanceof ExtensionValue.Text(var text)
                    ? checkText(extension.getKey(), text)
                    : size(extension.getKey(), extension.getValue().text());
        }
        return bytes;
    }

    private static void checkName(String name) {
        boolean valid = !name.isEmpty() && name.length() <= Event.MAX_EXTENSION_NAME;
        for (int i = 0; valid && i < name.length(); i++) {
            var c = name.charAt(i);
            valid = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        }
        if (!valid) {
            throw new InvalidInputException(
                    InvalidInputException.excerpt(name),
                    "an attribute's name has 1 to %d characters, lower-case letters and digits only"
                            .formatted(Event.MAX_EXTENSION_NAME));
        }
        if (RESERVED.contains(name)) {
            throw new InvalidInputException(name, "an extension attribute may not have this name");
        }
    }

    private static int checkAttribute(String name, @Nullable String value) {
        if (value == null) {
            return 0;
        }
        if (value.isEmpty()) {
            throw new InvalidInputException(name, "must not be empty");
        }
        return checkText(name, value);
    }

    private static int checkText(String name, String value) {
        int bytes = value.length();
        for (int i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if (c < 0x20 || c >= 0x7F) {
                checkUnusual(name, value);
                bytes = Utf8.length(value);
                break;
            }
        }
        if (bytes > Event.MAX_ATTRIBUTE_BYTES) {
            throw new InvalidInputException(
                    name,
                    "an attribute may have %,d bytes in UTF-8; this one has %,d"
                            .formatted(Event.MAX_ATTRIBUTE_BYTES, bytes));
        }
        return name.length() + bytes;
    }

    /// Checks every character (CloudEvents 1.0.2, type system: String).
    private static void checkUnusual(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            int c = value.codePointAt(i);
            boolean control = c <= 0x1F || (c >= 0x7F && c <= 0x9F);
            boolean nonCharacter = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
            boolean loneSurrogate = c >= 0xD800 && c <= 0xDFFF;
            if (control || nonCharacter || loneSurrogate) {
                throw new InvalidInputException(
                        name,
                        "CloudEvents allows no control characters, lone surrogates or non-characters in an attribute: U+%04X at position %d"
                                .formatted(c, i));
            }
            i += Character.charCount(c) - 1;
        }
    }

    private static void checkUriReference(String name, String value) {
        if (!UriReference.isValid(value)) {
            throw new InvalidInputException(
                    name, "must be a URI reference (RFC 3986): '%s'".formatted(InvalidInputException.excerpt(value)));
        }
    }

    private static int size(String name, @Nullable String value) {
        return value == null ? 0 : name.length() + Utf8.length(value);
    }
}
