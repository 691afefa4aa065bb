package io.penstock.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.event.EventData.Form;
import io.penstock.input.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryEventTest {
    private static final Map<String, String> REQUIRED =
            Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/s", "ce-type", "t");

    private static final byte[] NONE = {};

    @Test
    void whatIsWrittenIsReadBackEqual() {
        var events = new RandomEvents(new SplittableRandom(3));
        for (int i = 0; i < 5_000; i++) {
            var event = events.nextForBinaryMode();
            var message = BinaryEvent.of(event);
            assertThat(read(message)).isEqualTo(event);
            assertThat(message.headers()).allSatisfy((name, value) -> {
                assertThat(name).matches("ce-[a-z0-9]+");
                assertThat(value).matches("[!-~]*");
            });
        }
    }

    @Test
    void anyEventIsReadBackButForWhatTheModeCannotTell() {
        var events = new RandomEvents(new SplittableRandom(4));
        for (int i = 0; i < 5_000; i++) {
            var event = events.next();
            if (event.data() != null
                    && event.data().form() == Form.BINARY
                    && MediaType.isJson(event.dataContentType())) {
                continue; // says JSON, and is none
            }
            var back = read(BinaryEvent.of(event));
            assertThat(back.dataBytes()).isEqualTo(event.dataBytes());
            assertThat(back.extensions()).hasSameSizeAs(event.extensions());
            event.extensions()
                    .forEach((name, value) -> assertThat(back.attribute(name)).isEqualTo(value.text()));
            for (var name : new String[] {"id", "source", "type", "subject", "time", "dataschema"}) {
                assertThat(back.attribute(name)).isEqualTo(event.attribute(name));
            }
        }
    }

    @Test
    void anEventIsWrittenAsInTheSpecification() {
        var event = EventJson.read(bytes("""
                {"specversion":"1.0","type":"com.example.someevent","source":"/mycontext/subcontext","id":"1234-1234-1234",
                "time":"2018-04-05T03:56:24Z","datacontenttype":"application/json; charset=utf-8",
                "comexampleothervalue":5,"flag":true,"data":{"a" : 1}}"""));
        var message = BinaryEvent.of(event);
        assertThat(message.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ce-specversion", "1.0",
                        "ce-type", "com.example.someevent",
                        "ce-time", "2018-04-05T03:56:24Z",
                        "ce-id", "1234-1234-1234",
                        "ce-source", "/mycontext/subcontext",
                        "ce-comexampleothervalue", "5",
                        "ce-flag", "true"));
        assertThat(message.contentType()).isEqualTo("application/json; charset=utf-8");
        assertThat(message.body()).isEqualTo(bytes("{\"a\" : 1}"));
    }

    @Test
    void anImpliedContentTypeIsSaid() {
        var json =
                new Event("1", "/s", "t", null, null, null, null, Map.of(), new EventData(Form.JSON, bytes("\"x\"")));
        assertThat(BinaryEvent.of(json).contentType()).isEqualTo("application/json");
        assertThat(read(BinaryEvent.of(json)).data()).isEqualTo(json.data());
        var binary =
                new Event("1", "/s", "t", null, null, null, null, Map.of(), new EventData(Form.BINARY, bytes("{}")));
        assertThat(BinaryEvent.of(binary).contentType()).isNull();
        assertThat(read(BinaryEvent.of(binary))).isEqualTo(binary);
        var none = new Event("1", "/s", "t", null, null, null, null, Map.of(), null);
        assertThat(BinaryEvent.of(none).contentType()).isNull();
        assertThat(BinaryEvent.of(none).body()).isEmpty();
        assertThat(read(BinaryEvent.of(none))).isEqualTo(none);
    }

    @Test
    void namesOfHeadersHaveNoCase() {
        var headers = new LinkedHashMap<String, String>();
        REQUIRED.forEach((name, value) -> headers.put(name.toUpperCase(java.util.Locale.ROOT), " " + value + "\t"));
        headers.put("Ce-MyExt", "v");
        headers.put("X-Other", "é");
        headers.put("ce", "x");
        headers.put("Host", "example.com");
        var event = BinaryEvent.read(null, headers::forEach, NONE);
        assertThat(event.id()).isEqualTo("1");
        assertThat(event.extensions()).isEqualTo(Map.of("myext", new ExtensionValue.Text("v")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            application/json                | {"a": 1}  | JSON
            application/json                | '  1 '    | JSON
            text/json;charset=utf-8         | null      | JSON
            application/cloudevents+json    | {}        | JSON
            text/plain                      | é         | TEXT
            TEXT/HTML; Charset="UTF-8"      | é         | TEXT
            application/xml                 | <a/>      | TEXT
            application/soap+xml            | <a/>      | TEXT
            text/plain; charset=iso-8859-1  | a         | BINARY
            application/octet-stream        | {"a": 1}  | BINARY
            application/x-www-form-urlencoded | a=b     | BINARY
            -                               | {"a": 1}  | BINARY
            """)
    void theContentTypeTellsWhatTheBodyIs(@Nullable String contentType, String body, Form form) {
        var event = BinaryEvent.read(contentType, REQUIRED::forEach, bytes(body));
        assertThat(event.data()).isEqualTo(new EventData(form, bytes(body)));
        assertThat(event.dataContentType()).isEqualTo(contentType);
    }

    @Test
    void textThatIsNotUtf8IsBinary() {
        byte[] latin1 = {'a', (byte) 0xE9};
        assertThat(BinaryEvent.read("text/plain", REQUIRED::forEach, latin1).data())
                .isEqualTo(new EventData(Form.BINARY, latin1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "application/octet-stream"})
    void anEmptyBodyIsNoDataWhateverItsContentType(String contentType) {
        var event = BinaryEvent.read(contentType, REQUIRED::forEach, NONE);
        assertThat(event.data()).isNull();
        assertThat(event.dataContentType()).isEqualTo(contentType);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":1,\"a\":2}", "01", " ", "{} x", "\uFEFF{}", "hello"})
    void aBodyThatSaysJsonAndIsNoneIsRefused(String body) {
        assertThat(refusal("application/json", Map.of(), body).field()).isEqualTo("data");
        var deep = "[".repeat(EventJson.MAX_DATA_DEPTH + 1) + "]".repeat(EventJson.MAX_DATA_DEPTH + 1);
        assertThat(refusal("application/json", Map.of(), deep).detail()).contains("64 deep");
    }

    @Test
    void aHeaderThatComesTwiceIsRefused() {
        var refusal = catchThrowableOfType(
                InvalidInputException.class,
                () -> BinaryEvent.read(
                        null,
                        field -> {
                            REQUIRED.forEach(field);
                            field.accept("CE-Type", "t");
                        },
                        NONE));
        assertThat(refusal.field()).isEqualTo("type");
        assertThat(refusal.detail()).contains("twice");
    }

    @ParameterizedTest
    @CsvSource({
        "ce-datacontenttype, text/plain, datacontenttype",
        "ce-specversion, 0.3, specversion",
        "ce-data, x, data",
        "ce-my-ext, x, my-ext",
        "ce-, x, ''",
        "ce-subject, '', subject",
        "ce-subject, %zz, subject",
        "ce-subject, é, subject",
        "ce-subject, %00, subject",
        "ce-source, a%20b, source",
        "ce-time, yesterday, time"
    })
    void aHeaderThatIsNoAttributeIsNamed(String name, String value, String field) {
        assertThat(refusal(null, Map.of(name, value), "").field()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"specversion", "id", "source", "type"})
    void aMissingAttributeIsNamed(String name) {
        var headers = new TreeMap<>(REQUIRED);
        headers.remove("ce-" + name);
        var refusal =
                catchThrowableOfType(InvalidInputException.class, () -> BinaryEvent.read(null, headers::forEach, NONE));
        assertThat(refusal.field()).isEqualTo(name);
        assertThat(refusal.detail()).contains("missing");
    }

    @Test
    void aContentTypeThatIsNoneIsRefused() {
        assertThat(refusal("json", Map.of(), "{}").field()).isEqualTo("datacontenttype");
        assertThat(refusal("", Map.of(), "{}").field()).isEqualTo("datacontenttype");
    }

    private static Event read(BinaryEvent message) {
        return BinaryEvent.read(message.contentType(), message.headers()::forEach, message.body());
    }

    private static InvalidInputException refusal(@Nullable String contentType, Map<String, String> more, String body) {
        var headers = new TreeMap<>(REQUIRED);
        headers.putAll(more);
        var refusal = catchThrowableOfType(
                InvalidInputException.class, () -> BinaryEvent.read(contentType, headers::forEach, bytes(body)));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
