package io.penstock.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.core.message.impl.BaseGenericBinaryMessageReaderImpl;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventContextWriter;
import io.cloudevents.rw.CloudEventWriter;
import io.penstock.event.EventData.Form;
import java.io.IOException;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The official SDK for Java as the judge of what we read and write.
class OfficialSdkTest {
    private static final int EVENTS = 3_000;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void itReadsTheJsonThatWeWrite() throws IOException {
        var events = new RandomEvents(new SplittableRandom(5));
        var format = new JsonFormat();
        for (int i = 0; i < EVENTS; i++) {
            var event = events.next();
            if (!isKnownToTheSdk(event)) {
                continue;
            }
            var read = format.deserialize(EventJson.write(event));
            assertSameAttributes(
                    read, event, event.data() != null && event.data().form() != Form.BINARY);
            assertSameExtensions(read, event);
            assertSameData(read, event);
        }
    }

    @Test
    void weReadTheJsonThatItWrites() throws IOException {
        var events = new RandomEvents(new SplittableRandom(6));
        for (int i = 0; i < EVENTS; i++) {
            var event = events.next();
            boolean pretendsToBeJson = event.data() != null
                    && event.data().form() == Form.BINARY
                    && MediaType.isJson(event.dataContentType());
            if (!isKnownToTheSdk(event) || pretendsToBeJson) {
                continue;
            }
            boolean text = event.data() != null && event.data().form() == Form.TEXT;
            var format = text && i % 2 == 0 ? new JsonFormat().withForceNonJsonDataToString() : new JsonFormat();
            var original = sdkEvent(event, i % 3 == 0);
            var document = format.serialize(original);
            var read = EventJson.read(document);
            assertSameAttributes(original, read, false);
            assertSameExtensions(original, read);
            var data = read.data();
            if (data == null) {
                assertThat(original.getData()).isNull();
            } else if (data.form() == Form.JSON) {
                assertThat(MAPPER.readTree(data.bytes()))
                        .isEqualTo(MAPPER.readTree(document).get("data"));
            } else {
                assertThat(data.bytes()).isEqualTo(event.dataBytes());
            }
        }
    }

    @Test
    void itReadsTheBinaryModeThatWeWrite() {
        var events = new RandomEvents(new SplittableRandom(8));
        for (int i = 0; i < EVENTS; i++) {
            var event = events.nextForBinaryMode();
            var message = BinaryEvent.of(event);
            var read = new SdkReader(message).toEvent();
            assertSameAttributes(read, event, false);
            assertSameExtensions(read, event);
            assertThat(read.getData() == null ? new byte[0] : read.getData().toBytes())
                    .isEqualTo(event.dataBytes());
        }
    }

    @Test
    void weReadTheBinaryModeThatItWrites() {
        var events = new RandomEvents(new SplittableRandom(9));
        for (int i = 0; i < EVENTS; i++) {
            var event = events.nextForBinaryMode();
            var original = sdkEvent(event, false);
            var headers = new HashMap<String, String>();
            io.cloudevents.core.CloudEventUtils.toReader(original).read(version -> new SdkWriter(version, headers));
            var contentType = headers.remove("content-type");
            var read = BinaryEvent.read(contentType, headers::forEach, event.dataBytes());
            assertSameAttributes(original, read, false);
            assertThat(read.extensions()).isEqualTo(event.extensions());
            assertThat(read.data()).isEqualTo(event.data());
        }
    }

    /// Its JSON format takes only strings under a content type that is not JSON, and calls fewer content types JSON
    /// than the specification does: none in upper case, nor `application/vnd.x+json`.
    private static boolean isKnownToTheSdk(Event event) {
        var data = event.data();
        var type = event.dataContentType();
        boolean json = type == null || type.matches("(application|text)/([a-zA-Z]+\\+)?json(;.*)?");
        return json == MediaType.isJson(type) && (data == null || data.form() != Form.JSON || json);
    }

    private static CloudEvent sdkEvent(Event event, boolean asTree) {
        var builder = CloudEventBuilder.v1()
                .withId(event.id())
                .withSource(URI.create(event.source()))
                .withType(event.type())
                .withSubject(event.subject())
                .withTime(event.time() == null ? null : OffsetDateTime.parse(event.time()))
                .withDataContentType(event.dataContentType())
                .withDataSchema(event.dataSchema() == null ? null : URI.create(event.dataSchema()));
        event.extensions().forEach((name, value) -> {
            switch (value) {
                case ExtensionValue.Text(var text) -> builder.withExtension(name, text);
                case ExtensionValue.Int(var number) -> builder.withExtension(name, (Integer) number);
                case ExtensionValue.Bool(var truth) -> builder.withExtension(name, (Boolean) truth);
            }
        });
        var data = event.data();
        if (data != null) {
            boolean tree = asTree && data.form() == Form.JSON;
            builder.withData(
                    tree ? JsonCloudEventData.wrap(tree(data.bytes())) : BytesCloudEventData.wrap(data.bytes()));
        }
        return builder.build();
    }

    private static void assertSameAttributes(CloudEvent theirs, Event ours, boolean contentTypeIsImplied) {
        assertThat(theirs.getSpecVersion()).isEqualTo(SpecVersion.V1);
        assertThat(theirs.getId()).isEqualTo(ours.id());
        assertThat(theirs.getSource()).hasToString(ours.source());
        assertThat(theirs.getType()).isEqualTo(ours.type());
        assertThat(theirs.getSubject()).isEqualTo(ours.subject());
        assertThat(theirs.getTime()).isEqualTo(ours.time() == null ? null : OffsetDateTime.parse(ours.time()));
        assertThat(text(theirs.getDataSchema())).isEqualTo(ours.dataSchema());
        var implied =
                contentTypeIsImplied && ours.dataContentType() == null ? "application/json" : ours.dataContentType();
        assertThat(theirs.getDataContentType()).isEqualTo(implied);
    }

    private static void assertSameExtensions(CloudEvent theirs, Event ours) {
        assertThat(theirs.getExtensionNames()).isEqualTo(ours.extensions().keySet());
        ours.extensions().forEach((name, value) -> {
            Object expected = switch (value) {
                case ExtensionValue.Text(var text) -> text;
                case ExtensionValue.Int(var number) -> number;
                case ExtensionValue.Bool(var truth) -> truth;
            };
            assertThat(theirs.getExtension(name)).isEqualTo(expected);
        });
    }

    private static void assertSameData(CloudEvent theirs, Event ours) {
        var data = ours.data();
        if (data == null) {
            assertThat(theirs.getData()).isNull();
        } else if (data.form() == Form.JSON) {
            assertThat(theirs.getData())
                    .isInstanceOfSatisfying(
                            JsonCloudEventData.class,
                            json -> assertThat(json.getNode()).isEqualTo(tree(data.bytes())));
        } else {
            assertThat(requireNonNull(theirs.getData()).toBytes()).isEqualTo(data.bytes());
        }
    }

    private static JsonNode tree(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable String text(@Nullable URI uri) {
        return uri == null ? null : uri.toString();
    }

    /// The SDK leaves percent-encoding to its transports, so it is done here by hand.
    private static final class SdkReader extends BaseGenericBinaryMessageReaderImpl<String, String> {
        private final Map<String, String> headers = new HashMap<>();

        private SdkReader(BinaryEvent message) {
            super(SpecVersion.V1, message.body().length == 0 ? null : BytesCloudEventData.wrap(message.body()));
            headers.putAll(message.headers());
            if (message.contentType() != null) {
                headers.put("content-type", message.contentType());
            }
        }

        @Override
        protected boolean isContentTypeHeader(String key) {
            return key.equals("content-type");
        }

        @Override
        protected boolean isCloudEventsHeader(String key) {
            return key.startsWith("ce-");
        }

        @Override
        protected String toCloudEventsKey(String key) {
            return key.substring("ce-".length());
        }

        @Override
        protected void forEachHeader(BiConsumer<String, String> field) {
            headers.forEach(field);
        }

        @Override
        protected String toCloudEventsValue(String value) {
            return java.net.URLDecoder.decode(value.replace("+", "%2B"), UTF_8);
        }
    }

    private static final class SdkWriter implements CloudEventWriter<Void> {
        private final Map<String, String> headers;

        private SdkWriter(SpecVersion version, Map<String, String> headers) {
            this.headers = headers;
            headers.put("CE-SpecVersion", version.toString());
        }

        @Override
        public CloudEventContextWriter withContextAttribute(String name, String value) {
            if (name.equals("datacontenttype")) {
                headers.put("content-type", value);
            } else {
                headers.put(
                        "CE-" + name, java.net.URLEncoder.encode(value, UTF_8).replace("+", "%20"));
            }
            return this;
        }

        @Override
        public Void end(io.cloudevents.CloudEventData data) {
            return null;
        }

        @Override
        public Void end() {
            return null;
        }
    }
}
