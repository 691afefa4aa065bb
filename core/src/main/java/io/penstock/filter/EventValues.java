package io.penstock.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The values of an event by their paths: those that a [PathTree] has.
public final class EventValues {
    /// The event was accepted: its limits were checked then. Names of members are the sender's, so none is interned.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final Map<String, List<Value>> values = new HashMap<>();
    private int arrays;

    private EventValues() {}

    /// Reads the JSON form of an event.
    public static EventValues read(byte[] json, PathTree paths) {
        var event = new EventValues();
        try (var parser = JSON.createParser(json)) {
            parser.nextToken();
            event.readObject(parser, paths.root(), null);
        } catch (IOException e) {
            throw new UncheckedIOException("the JSON form of an event is no JSON", e);
        }
        return event;
    }

    /// What is at `path`, each once: a string between quotation marks, but unescaped; others as they are spelled.
    public Collection<String> texts(String path) {
        var found = at(path);
        return found.size() == 1
                ? List.of(found.getFirst().text())
                : found.stream().map(Value::text).collect(Collectors.toSet());
    }

    /// The values at `path`, in the order of the event; several if there are arrays on the way, or at its end.
    List<Value> at(String path) {
        return values.getOrDefault(path, List.of());
    }

    private void readObject(JsonParser parser, PathTree.Node at, @Nullable Element element) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var next = at.step(parser.currentName());
            parser.nextToken();
            if (next == null) {
                parser.skipChildren();
            } else {
                readValue(parser, next, element);
            }
        }
    }

    private void readValue(JsonParser parser, PathTree.Node at, @Nullable Element element) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                if (at.leadsOn()) {
                    readObject(parser, at, element);
                } else {
                    parser.skipChildren();
                }
            }
            case START_ARRAY -> readArray(parser, at, element);
            default -> {
                var path = at.path();
                if (path != null) {
                    values.computeIfAbsent(path, _ -> new ArrayList<>(1)).add(new Value(text(parser), element));
                }
            }
        }
    }

    private void readArray(JsonParser parser, PathTree.Node at, @Nullable Element element) throws IOException {
        int array = arrays++;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            boolean inside = parser.currentToken().isStructStart();
            readValue(parser, at, inside ? new Element(element, array) : element);
        }
    }

    private static String text(JsonParser parser) throws IOException {
        var text = parser.getText();
        return parser.currentToken() == JsonToken.VALUE_STRING ? '"' + text + '"' : text;
    }
}
