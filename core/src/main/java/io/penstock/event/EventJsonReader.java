package io.penstock.event;

import io.penstock.event.EventData.Form;
import io.penstock.input.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one document in the JSON format.
final class EventJsonReader {
    private final JsonScanner json;

    EventJsonReader(byte[] document) {
        json = new JsonScanner(document);
    }

    Event single() {
        if (json.peek() == '[') {
            throw json.unexpected("one event, a JSON object (an array is " + HttpEvents.BATCH + ")");
        }
        var event = event();
        json.finish();
        return event;
    }

    List<Event> batch() {
        if (!json.takeIf('[')) {
            throw json.unexpected("an array of events (one alone is " + HttpEvents.STRUCTURED + ")");
        }
        if (json.takeIf(']')) {
            throw new InvalidInputException("", "a batch has at least one event; this one is empty");
        }
        var events = new ArrayList<Event>();
        do {
            if (events.size() == EventJson.MAX_BATCH_EVENTS) {
                throw new InvalidInputException(
                        "", "a batch may have %,d events; this one has more".formatted(EventJson.MAX_BATCH_EVENTS));
            }
            try {
                events.add(event());
            } catch (InvalidInputException e) {
                throw e.in("[" + events.size() + "]");
            }
        } while (json.more(']'));
        json.finish();
        return Collections.unmodifiableList(events);
    }

    private Event event() {
        if (!json.takeIf('{')) {
            throw json.unexpected("an event, a JSON object");
        }
        var members = new Members();
        if (json.takeIf('}')) {
            return members.event();
        }
        var names = new MemberNames(json);
        do {
            json.name();
            var name = json.text();
            if (!names.add()) {
                throw new InvalidInputException(InvalidInputException.excerpt(name), "comes twice in this event");
            }
            members.read(name);
        } while (json.more('}'));
        return members.event();
    }

    /// The members of one event, as they come; data can only be told once all are there.
    private final class Members {
        private @Nullable String specVersion;
        private @Nullable String id;
        private @Nullable String source;
        private @Nullable String type;
        private @Nullable String subject;
        private @Nullable String time;
        private @Nullable String dataContentType;
        private @Nullable String dataSchema;
        private Map<String, ExtensionValue> extensions = Map.of();
        private byte @Nullable [] binary;

        /// Where the value of `data` begins; -1 if there is none.
        private int dataStart = -1;

        private int dataEnd;
        private boolean dataEscaped;

        private void read(String name) {
            switch (name) {
                case "specversion" -> specVersion = string(name);
                case "id" -> id = string(name);
                case "source" -> source = string(name);
                case "type" -> type = string(name);
                case "subject" -> subject = string(name);
                case "time" -> time = string(name);
                case "datacontenttype" -> dataContentType = string(name);
                case "dataschema" -> dataSchema = string(name);
                case "data" -> data();
                case "data_base64" -> binary = binary();
                default -> extension(name);
            }
        }

        /// A string, or null if the attribute is: that is the same as its absence (section 2.2).
        private @Nullable String string(String name) {
            if (json.peek() == 'n') {
                json.value();
                return null;
            }
            if (json.peek() != '"') {
                throw new InvalidInputException(name, "must be a string");
            }
            json.string();
            return json.text();
        }

        private void data() {
            json.peek();
            dataStart = json.at();
            try {
                json.value();
            } catch (InvalidInputException e) {
                throw e.in("data");
            }
            dataEnd = json.at();
            dataEscaped = json.escaped();
        }

        private byte @Nullable [] binary() {
            var text = string("data_base64");
            if (text == null) {
                return null;
            }
            var bytes = StrictBase64.decode(text);
            if (bytes == null) {
                throw new InvalidInputException(
                        "data_base64", "must be base64 with padding (RFC 4648, section 4), without line breaks");
            }
            return bytes;
        }

        private void extension(String name) {
            ExtensionValue value = switch (json.peek()) {
                case '"' -> {
                    json.string();
                    yield new ExtensionValue.Text(json.text());
                }
                case 't' -> {
                    json.value();
                    yield new ExtensionValue.Bool(true);
                }
                case 'f' -> {
                    json.value();
                    yield new ExtensionValue.Bool(false);
                }
                case 'n' -> {
                    json.value();
                    yield null;
                }
                case '{', '[' ->
                    throw new InvalidInputException(
                            InvalidInputException.excerpt(name),
                            "an extension attribute is a string, a boolean or an integer; objects and arrays belong into data");
                default -> integer(name);
            };
            if (value == null) {
                return;
            }
            if (extensions.isEmpty()) {
                extensions = new LinkedHashMap<>();
            }
            extensions.put(name, value);
        }

        private ExtensionValue integer(String name) {
            int first = json.at();
            json.value();
            var number = json.plain(first, json.at());
            try {
                return new ExtensionValue.Int(Integer.parseInt(number));
            } catch (NumberFormatException e) {
                throw new InvalidInputException(
                        InvalidInputException.excerpt(name),
                        "a number must be an integer of 32 bits, without fraction or exponent; send others as a string");
            }
        }

        private Event event() {
            AttributeRules.checkSpecVersion(specVersion);
            return new Event(
                    AttributeRules.required("id", id),
                    AttributeRules.required("source", source),
                    AttributeRules.required("type", type),
                    subject,
                    time,
                    dataContentType,
                    dataSchema,
                    extensions,
                    eventData());
        }

        private @Nullable EventData eventData() {
            if (binary != null && dataStart >= 0) {
                throw new InvalidInputException("data_base64", "an event has either data or data_base64, not both");
            }
            if (binary != null) {
                return new EventData(Form.BINARY, binary);
            }
            if (dataStart < 0) {
                return null;
            }
            checkCharset();
            if (json.bytes()[dataStart] == '"' && !MediaType.isJson(dataContentType)) {
                return new EventData(Form.TEXT, text());
            }
            return new EventData(Form.JSON, Arrays.copyOfRange(json.bytes(), dataStart, dataEnd));
        }

        /// Data within a JSON document is in UTF-8, and goes on in these bytes: not under the name of another charset.
        private void checkCharset() {
            var type = dataContentType == null ? null : MediaType.parse(dataContentType);
            if (type != null && !type.isUtf8()) {
                throw new InvalidInputException(
                        "datacontenttype",
                        "says the charset %s, but data in a JSON document is UTF-8. Leave the charset out, or send the data in that charset as data_base64"
                                .formatted(InvalidInputException.excerpt(String.valueOf(type.charset()))));
            }
        }

        private byte[] text() {
            try {
                return json.utf8(dataStart + 1, dataEnd - 1, dataEscaped);
            } catch (InvalidInputException e) {
                throw e.in("data");
            }
        }
    }
}
