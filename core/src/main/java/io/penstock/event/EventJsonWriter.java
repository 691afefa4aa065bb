package io.penstock.event;

import io.penstock.event.EventData.Form;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Writes one event in the JSON format: measures it first, and then fills an array of just that size.
final class EventJsonWriter {
    private static final byte[] HEAD = "{\"specversion\":\"1.0\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = ",\"data\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA_BASE64 = ",\"data_base64\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /// How many bytes a character of ASCII takes within a string.
    private static final byte[] ESCAPED_LENGTH = escapedLengths();

    private final Event event;
    private byte[] out = {};
    private int at;

    EventJsonWriter(Event event) {
        this.event = event;
    }

    byte[] write() {
        out = new byte[measure()];
        put(HEAD);
        attribute("id", event.id());
        attribute("source", event.source());
        attribute("type", event.type());
        attribute("subject", event.subject());
        attribute("time", event.time());
        attribute("datacontenttype", event.dataContentType());
        attribute("dataschema", event.dataSchema());
        event.extensions().forEach(this::extension);
        var data = event.data();
        if (data != null) {
            data(data);
        }
        out[at++] = '}';
        return out;
    }

    private int measure() {
        int size = HEAD.length + 1;
        size += measure("id", event.id()) + measure("source", event.source()) + measure("type", event.type());
        size += measure("subject", event.subject()) + measure("time", event.time());
        size += measure("datacontenttype", event.dataContentType()) + measure("dataschema", event.dataSchema());
        for (var extension : event.extensions().entrySet()) {
            size += switch (extension.getValue()) {
                case ExtensionValue.Text(var text) -> measure(extension.getKey(), text);
                // Without the quotes of a string.
                case ExtensionValue.Int number -> measure(extension.getKey(), number.text()) - 2;
                case ExtensionValue.Bool truth -> measure(extension.getKey(), truth.text()) - 2;
            };
        }
        var data = event.data();
        return data == null ? size : Math.addExact(size, measure(data));
    }

    /// The comma, the name and the value in quotes, the colon.
    private static int measure(String name, @Nullable String value) {
        return value == null ? 0 : name.length() + 6 + measure(value);
    }

    private static int measure(EventData data) {
        int length = data.bytes().length;
        return switch (data.form()) {
            case JSON -> DATA.length + length;
            case TEXT -> DATA.length + 2 + measure(data.bytes());
            case BINARY -> DATA_BASE64.length + 2 + 4 * Math.ceilDiv(length, 3);
        };
    }

    private static int measure(String text) {
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                size += ESCAPED_LENGTH[c];
            } else if (c < 0x800) {
                size += 2;
            } else if (Character.isHighSurrogate(c)) {
                size += 4;
                i++;
            } else {
                size += 3;
            }
        }
        return size;
    }

    private static int measure(byte[] utf8) {
        int size = 0;
        for (byte b : utf8) {
            size += b < 0 ? 1 : ESCAPED_LENGTH[b];
        }
        return size;
    }

    private void attribute(String name, @Nullable String value) {
        if (value != null) {
            name(name);
            out[at++] = '"';
            put(value);
            out[at++] = '"';
        }
    }

    private void extension(String name, ExtensionValue value) {
        switch (value) {
            case ExtensionValue.Text(var text) -> attribute(name, text);
            case ExtensionValue.Int number -> {
                name(name);
                put(number.text());
            }
            case ExtensionValue.Bool truth -> {
                name(name);
                put(truth.text());
            }
        }
    }

    private void name(String name) {
        out[at++] = ',';
        out[at++] = '"';
        put(name);
        out[at++] = '"';
        out[at++] = ':';
    }

    private void data(EventData data) {
        put(data.form() == Form.BINARY ? DATA_BASE64 : DATA);
        switch (data.form()) {
            case JSON -> put(data.bytes());
            case TEXT -> {
                out[at++] = '"';
                for (byte b : data.bytes()) {
                    character(b);
                }
                out[at++] = '"';
            }
            case BINARY -> {
                out[at++] = '"';
                put(Base64.getEncoder().encode(data.bytes()));
                out[at++] = '"';
            }
        }
    }

    private void put(byte[] bytes) {
        System.arraycopy(bytes, 0, out, at, bytes.length);
        at += bytes.length;
    }

    private void put(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                for (byte b : text.substring(i).getBytes(StandardCharsets.UTF_8)) {
                    character(b);
                }
                return;
            }
            character((byte) c);
        }
    }

    private void character(byte b) {
        int length = b < 0 ? 1 : ESCAPED_LENGTH[b];
        if (length == 1) {
            out[at++] = b;
            return;
        }
        out[at++] = '\\';
        if (length == 2) {
            out[at++] = shortEscape(b);
            return;
        }
        out[at++] = 'u';
        out[at++] = '0';
        out[at++] = '0';
        out[at++] = HEX[b >> 4];
        out[at++] = HEX[b & 0xF];
    }

    private static byte shortEscape(byte b) {
        return switch (b) {
            case '\b' -> 'b';
            case '\f' -> 'f';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> b;
        };
    }

    private static byte[] escapedLengths() {
        var lengths = new byte[0x80];
        Arrays.fill(lengths, (byte) 1);
        Arrays.fill(lengths, 0, ' ', (byte) 6);
        for (char c : "\"\\\b\f\n\r\t".toCharArray()) {
            lengths[c] = 2;
        }
        return lengths;
    }
}
