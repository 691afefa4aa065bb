package io.penstock.embedded;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventKey;
import io.penstock.event.ExtensionValue;
import io.penstock.identity.Id128;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one place that knows how an event's attributes and data stand in a row.
final class EventRows {
    /// What [#event] and [#key] read, from the column 1 on.
    static final String COLUMNS =
            "key, type, source, subject, id, time, content_type, data_schema, extensions, data_form, data";

    /// How many columns that are.
    static final int COUNT = 11;

    /// What [#stored] reads, from the column 1 on.
    static final String STORED_COLUMNS = COLUMNS + ", seq, accepted_at";

    private static final JsonFactory JSON = new JsonFactory();

    private EventRows() {}

    static EventKey key(ResultSet row) throws SQLException {
        return new EventKey(Id128.of(row.getBytes(1)));
    }

    static Event event(ResultSet row) throws SQLException {
        var form = row.getInt(10);
        var data = row.wasNull() ? null : new EventData(form(form), bytes(row, 11));
        return new Event(
                row.getString(5),
                row.getString(3),
                row.getString(2),
                row.getString(4),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                extensions(row.getString(9)),
                data);
    }

    static StoredEvent stored(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getLong(COUNT + 1), key(row), Instant.ofEpochMilli(row.getLong(COUNT + 2)), event(row));
    }

    /// SQLite answers an empty value as null.
    static byte[] bytes(ResultSet row, int column) throws SQLException {
        var bytes = row.getBytes(column);
        return bytes == null ? new byte[0] : bytes;
    }

    static @Nullable Integer form(Event event) {
        if (event.data() == null) {
            return null;
        }
        return switch (event.data().form()) {
            case JSON -> 0;
            case TEXT -> 1;
            case BINARY -> 2;
        };
    }

    private static EventData.Form form(int code) {
        return switch (code) {
            case 0 -> EventData.Form.JSON;
            case 1 -> EventData.Form.TEXT;
            case 2 -> EventData.Form.BINARY;
            default -> throw new IllegalStateException("no form of data has the number " + code);
        };
    }

    /// Compact JSON; null if there are none.
    static @Nullable String text(Map<String, ExtensionValue> extensions) {
        if (extensions.isEmpty()) {
            return null;
        }
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (var extension : extensions.entrySet()) {
                json.writeFieldName(extension.getKey());
                switch (extension.getValue()) {
                    case ExtensionValue.Text(var value) -> json.writeString(value);
                    case ExtensionValue.Int(var value) -> json.writeNumber(value);
                    case ExtensionValue.Bool(var value) -> json.writeBoolean(value);
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static Map<String, ExtensionValue> extensions(@Nullable String text) {
        if (text == null) {
            return Map.of();
        }
        var extensions = new LinkedHashMap<String, ExtensionValue>();
        try (var json = JSON.createParser(text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = json.currentName();
                extensions.put(
                        name,
                        switch (json.nextToken()) {
                            case VALUE_STRING -> new ExtensionValue.Text(json.getText());
                            case VALUE_NUMBER_INT -> new ExtensionValue.Int(json.getIntValue());
                            case VALUE_TRUE -> new ExtensionValue.Bool(true);
                            case VALUE_FALSE -> new ExtensionValue.Bool(false);
                            default -> throw new IllegalStateException("the extension %s is none".formatted(name));
                        });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return extensions;
    }

    /// The partition key among the extensions in a row; null if it is not there.
    static @Nullable String partitionKey(@Nullable String extensions) {
        var key = extensions(extensions).get(Event.PARTITION_KEY);
        return key == null ? null : key.text();
    }

    /// What an index has in the place of a tenant's attribute.
    static int hash(long tenant, String value) {
        long mixed = (tenant * 0x9E3779B97F4A7C15L) ^ (value.hashCode() * 0xC2B2AE3D27D4EB4FL);
        mixed ^= mixed >>> 29;
        return (int) ((mixed * 0xBF58476D1CE4E5B9L) >>> 32);
    }
}
