package io.penstock.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.event.EventData.Form;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContentHashTest {
    private static final Map<String, ExtensionValue> EXTENSIONS = Map.of("a", text("x"), "b", text("y"));

    @Test
    void theSameEventHasTheSameHash() {
        var events = new RandomEvents(new SplittableRandom(12));
        for (int i = 0; i < 500; i++) {
            var event = events.next();
            assertThat(ContentHash.of(EventJson.read(EventJson.write(event)))).isEqualTo(ContentHash.of(event));
        }
    }

    @Test
    void anyChangeOfAnAttributeOrTheDataChangesTheHash() {
        var text = new EventData(Form.TEXT, utf8("data"));
        var events = List.of(
                event("1", "t", null, null, "text/plain", null, EXTENSIONS, text),
                event("2", "t", null, null, "text/plain", null, EXTENSIONS, text),
                event("1", "u", null, null, "text/plain", null, EXTENSIONS, text),
                event("1", "t", "s", null, "text/plain", null, EXTENSIONS, text),
                event("1", "t", null, "2026-01-31T09:30:00Z", "text/plain", null, EXTENSIONS, text),
                event("1", "t", null, "2026-01-31T09:30:00.0Z", "text/plain", null, EXTENSIONS, text),
                event("1", "t", null, null, "text/html", null, EXTENSIONS, text),
                event("1", "t", null, null, "text/plain", "urn:s", EXTENSIONS, text),
                event("1", "t", "urn:s", null, "text/plain", null, EXTENSIONS, text),
                event("1", "t", null, null, "text/plain", null, Map.of(), text),
                event("1", "t", null, null, "text/plain", null, Map.of("a", text("x")), text),
                event("1", "t", null, null, "text/plain", null, Map.of("a", text("y"), "b", text("x")), text),
                event("1", "t", null, null, "text/plain", null, Map.of("a", text("xb"), "b", text("y")), text),
                event("1", "t", null, null, "text/plain", null, Map.of("a", text("x"), "c", text("y")), text),
                event("1", "t", null, null, "text/plain", null, EXTENSIONS, null),
                event("1", "t", null, null, "text/plain", null, EXTENSIONS, new EventData(Form.TEXT, utf8(""))),
                event("1", "t", null, null, "text/plain", null, EXTENSIONS, new EventData(Form.TEXT, utf8("dat"))),
                event("1", "t", null, null, null, null, EXTENSIONS, new EventData(Form.BINARY, utf8("data"))));
        assertThat(events.stream().map(ContentHash::of)).doesNotHaveDuplicates();
    }

    @Test
    void theOrderOfExtensionsDoesNotMatter() {
        var names = new ArrayList<>(List.of("a", "b", "c", "d", "e"));
        var hashes = new java.util.HashSet<ContentHash>();
        for (int i = 0; i < 20; i++) {
            java.util.Collections.shuffle(names, new java.util.Random(i));
            var extensions = new LinkedHashMap<String, ExtensionValue>();
            names.forEach(name -> extensions.put(name, text("value of " + name)));
            hashes.add(ContentHash.of(event("1", "t", null, null, null, null, extensions, null)));
        }
        assertThat(hashes).hasSize(1);
    }

    @Test
    void howAnEventWasSentDoesNotMatter() {
        var structured = event(
                "1",
                "t",
                null,
                null,
                null,
                null,
                Map.of("a", new ExtensionValue.Int(5)),
                new EventData(Form.JSON, utf8("{}")));
        var message = BinaryEvent.of(structured);
        var binary = BinaryEvent.read(message.contentType(), message.headers()::forEach, message.body());
        assertThat(binary).isNotEqualTo(structured);
        assertThat(ContentHash.of(binary)).isEqualTo(ContentHash.of(structured));
    }

    private static Event event(
            String id,
            String type,
            @Nullable String subject,
            @Nullable String time,
            @Nullable String contentType,
            @Nullable String schema,
            Map<String, ExtensionValue> extensions,
            @Nullable EventData data) {
        return new Event(id, "/s", type, subject, time, contentType, schema, extensions, data);
    }

    private static ExtensionValue text(String value) {
        return new ExtensionValue.Text(value);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
