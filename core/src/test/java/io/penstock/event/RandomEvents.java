package io.penstock.event;

import io.penstock.event.EventData.Form;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Events that are valid and nasty, from a seed: escapes, surrogate pairs, percent signs, big numbers, deep nesting,
/// empty strings.
public final class RandomEvents {
    private static final List<String> PIECES = List.of(
            "a",
            "order",
            "9",
            ".",
            "-",
            " ",
            "\"",
            "\\",
            "%",
            "%41",
            "%zz",
            "é",
            "€",
            "😀",
            "\u2028",
            "\uDBFF\uDFFD",
            "/",
            "'",
            "=",
            ",",
            ";",
            "\uFEFF",
            "+");

    private static final List<String> SOURCES = List.of(
            "/orders",
            "https://example.com/x",
            "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
            "1-555-123-4567",
            "mailto:cncf-wg-serverless@lists.cncf.io",
            "/a%20b?c=d&e[]=f#g",
            "https://[::1]:8080/",
            "/grüße",
            "a");

    private static final List<String> TIMES = List.of(
            "2026-01-31T09:30:00Z",
            "2026-01-31t09:30:00.5z",
            "2024-02-29T23:59:59.123456789+05:30",
            "1985-04-12T23:20:50.520-08:00",
            "0000-01-01T00:00:00-00:00");

    private static final List<String> JSON_TYPES = List.of(
            "application/json",
            "APPLICATION/JSON",
            "application/json; charset=utf-8",
            "text/json",
            "application/vnd.x.y+json;v=\"1;2\"");

    private static final List<String> TEXT_TYPES = List.of(
            "text/plain", "text/xml; charset=UTF-8", "application/xml", "image/svg+xml", "Text/CSV;header=present");

    private static final List<String> BINARY_TYPES =
            List.of("application/octet-stream", "image/png", "text/plain; charset=iso-8859-1");

    private final RandomGenerator random;
    private final RandomJson json;

    public RandomEvents(RandomGenerator random) {
        this.random = random;
        json = new RandomJson(random);
    }

    /// Any event that binary mode can tell in full: its extensions are text, its data is what its content type says,
    /// and neither is the data empty nor its content type left to be implied.
    public Event nextForBinaryMode() {
        return switch (random.nextInt(5)) {
            case 0 -> event(random.nextBoolean() ? pick(JSON_TYPES) : null, null, true);
            case 1 -> event(pick(TEXT_TYPES), new EventData(Form.TEXT, utf8(text(8))), true);
            case 2 ->
                event(random.nextBoolean() ? pick(BINARY_TYPES) : null, new EventData(Form.BINARY, bytes(1)), true);
            default -> event(pick(JSON_TYPES), new EventData(Form.JSON, utf8(json.value())), true);
        };
    }

    /// Any event.
    public Event next() {
        return switch (random.nextInt(7)) {
            case 0 -> event(random.nextBoolean() ? pick(TEXT_TYPES) : null, null, false);
            case 1 -> event(pick(TEXT_TYPES), new EventData(Form.TEXT, utf8(dataText())), false);
            case 2 -> event(anyType(), new EventData(Form.BINARY, bytes(0)), false);
            case 3 -> event(null, new EventData(Form.JSON, utf8(json.value())), false);
            case 4 -> event(pick(TEXT_TYPES), new EventData(Form.JSON, utf8(json.valueButString())), false);
            default -> event(pick(JSON_TYPES), new EventData(Form.JSON, utf8(json.value())), false);
        };
    }

    private Event event(@Nullable String type, @Nullable EventData data, boolean textOnly) {
        return new Event(
                text(5),
                pick(SOURCES),
                text(4),
                random.nextBoolean() ? text(8) : null,
                random.nextBoolean() ? pick(TIMES) : null,
                type,
                random.nextInt(4) == 0 ? "https://example.com/schema" : null,
                extensions(textOnly),
                data);
    }

    private Map<String, ExtensionValue> extensions(boolean textOnly) {
        var extensions = new LinkedHashMap<String, ExtensionValue>();
        int size = random.nextInt(10) == 0 ? Event.MAX_EXTENSIONS : random.nextInt(4);
        for (int i = 0; i < size; i++) {
            extensions.put("x" + random.nextInt(1_000), extension(textOnly ? 0 : random.nextInt(3)));
        }
        return extensions;
    }

    private ExtensionValue extension(int kind) {
        return switch (kind) {
            case 0 -> new ExtensionValue.Text(random.nextInt(10) == 0 ? "" : text(4));
            case 1 -> new ExtensionValue.Int(random.nextInt() >> random.nextInt(32));
            default -> new ExtensionValue.Bool(random.nextBoolean());
        };
    }

    private @Nullable String anyType() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> pick(JSON_TYPES);
            case 2 -> pick(TEXT_TYPES);
            default -> pick(BINARY_TYPES);
        };
    }

    private String text(int pieces) {
        var text = new StringBuilder();
        int size = 1 + random.nextInt(pieces);
        for (int i = 0; i < size; i++) {
            text.append(pick(PIECES));
        }
        return text.toString();
    }

    private String dataText() {
        return switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> "\u0000\u0001\b\t\n\f\r\u001F\u007F\u0080\uFFFE";
            default -> text(20);
        };
    }

    private byte[] bytes(int atLeast) {
        var bytes = new byte[atLeast + random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
