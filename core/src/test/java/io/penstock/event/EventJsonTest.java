package io.penstock.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.event.EventData.Form;
import io.penstock.input.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {
    private static final String REQUIRED = "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"";

    @Test
    void whatIsWrittenIsReadBackEqual() {
        var events = new RandomEvents(new SplittableRandom(1));
        for (int i = 0; i < 5_000; i++) {
            var event = events.next();
            var document = EventJson.write(event);
            assertThat(EventJson.read(document)).as(() -> text(document)).isEqualTo(event);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain;charset=iso-8859-1, '\"é\"'",
        "text/plain; charset=US-ASCII,  '\"e\"'",
        "application/json;charset=utf-16, '{}'",
        "application/xml; charset=windows-1252, '\"<a/>\"'"
    })
    void dataInADocumentIsNotOfAnotherCharset(String contentType, String data) {
        var document = "{%s,\"datacontenttype\":\"%s\",\"data\":%s}".formatted(REQUIRED, contentType, data);

        assertThat(catchThrowableOfType(InvalidInputException.class, () -> EventJson.read(bytes(document))))
                .hasMessageContaining("data_base64")
                .extracting(InvalidInputException::field)
                .isEqualTo("datacontenttype");
    }

    @Test
    void bytesOfAnotherCharsetAreDeliveredAsTheyAre() {
        var document = "{%s,\"data_base64\":\"6Q==\",\"datacontenttype\":\"text/plain;charset=iso-8859-1\"}"
                .formatted(REQUIRED);

        var message = BinaryEvent.of(EventJson.read(bytes(document)));

        assertThat(message.contentType()).isEqualTo("text/plain;charset=iso-8859-1");
        assertThat(message.body()).containsExactly(0xE9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/plain;charset=UTF-8",
                "text/plain; charset=\"utf-8\"",
                "text/plain;charset=utf8"
            })
    void textIsDeliveredInUtf8(String contentType) {
        var document =
                "{%s,\"datacontenttype\":\"%s\",\"data\":\"é\"}".formatted(REQUIRED, contentType.replace("\"", "\\\""));

        var message = BinaryEvent.of(EventJson.read(bytes(document)));

        assertThat(message.contentType()).isEqualTo(contentType);
        assertThat(message.body()).containsExactly(0xC3, 0xA9);
    }

    @Test
    void whatIsReadIsWrittenInTheOrderOfTheAttributes() {
        var event = EventJson.read(bytes("""
                { "data" : {"b": 1.50, "a": [ ] }, "z": true, "type": "t", "y": -7, "time": "2026-01-31T09:30:00Z",
                  "dataschema": "urn:s", "datacontenttype": "application/json", "subject": "s", "x": "é\\"",
                  "source": "/s", "specversion": "1.0", "id": "1" }
                """));
        assertThat(text(EventJson.write(event)))
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"s\","
                        + "\"time\":\"2026-01-31T09:30:00Z\",\"datacontenttype\":\"application/json\",\"dataschema\":\"urn:s\","
                        + "\"z\":true,\"y\":-7,\"x\":\"é\\\"\",\"data\":{\"b\": 1.50, \"a\": [ ] }}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "0.10",
                "1e400",
                "1E+2",
                "123456789012345678901234567890",
                "null",
                "true",
                "\"\"",
                "\"a\\u0041\\/\"",
                "{ \"b\" : 1 ,\n\t\"a\":[ ] }",
                "[1,\r\n2]",
                "\"é€😀\"",
                "{\"é\":\"\\ud83d\"}",
                "[[],{}, \"}\" ]"
            })
    void jsonDataIsTheVeryBytesThatCame(String data) {
        var expected = new EventData(Form.JSON, bytes(data));
        for (var space : new String[] {"", " ", "\n\t "}) {
            var last = "{" + REQUIRED + ",\"data\":" + space + data + space + "}";
            var first = "{\"data\":" + space + data + space + "," + REQUIRED + "}" + space;
            assertThat(EventJson.read(bytes(last)).data()).isEqualTo(expected);
            assertThat(EventJson.read(bytes(first)).data()).isEqualTo(expected);
            assertThat(EventJson.readBatch(bytes("[" + first + "," + last + "]")))
                    .extracting(Event::data)
                    .containsExactly(expected, expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json         | "a\\u0041" | JSON | "a\\u0041"
            text/json                | "a"        | JSON | "a"
            application/x+JSON; a=b  | "a"        | JSON | "a"
            text/plain               | "a\\u0041" | TEXT | aA
            text/plain               | "é\\/😀"   | TEXT | é/😀
            application/octet-stream | "a"        | TEXT | a
            text/plain               | 1.0        | JSON | 1.0
            text/plain               | null       | JSON | null
            text/plain               | {"a":"b"}  | JSON | {"a":"b"}
            """)
    void theContentTypeTellsWhatDataIs(String contentType, String data, Form form, String expected) {
        var event = read(",\"data\":" + data + ",\"datacontenttype\":\"" + contentType + "\"");
        assertThat(event.data()).isEqualTo(new EventData(form, bytes(expected)));
    }

    @Test
    void base64IsBinaryWhateverTheContentType() {
        assertThat(read(",\"data_base64\":\"eyB9\"").data()).isEqualTo(new EventData(Form.BINARY, bytes("{ }")));
        assertThat(read(",\"data_base64\":\"eyB9\",\"datacontenttype\":\"application/json\"")
                        .data())
                .isEqualTo(new EventData(Form.BINARY, bytes("{ }")));
        assertThat(read(",\"data_base64\":\"\"").data()).isEqualTo(new EventData(Form.BINARY, bytes("")));
        assertThat(read(",\"data_base64\":\"\\/\\/8\\u003d\"").data())
                .isEqualTo(new EventData(Form.BINARY, new byte[] {-1, -1}));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "e", "eyA", "eyB9=", "eyB9\\n", "ey B", "eyB-", "eyB_", "eyC=", "eyB=", "====", "ey==", "é===", "e===",
                "=eyB"
            })
    void base64IsStrict(String text) {
        assertThat(refusal(",\"data_base64\":\"" + text + "\"").field()).isEqualTo("data_base64");
    }

    @Test
    void nullIsTheSameAsAbsentExceptForData() {
        var event = read(",\"subject\":null,\"time\":null,\"ext\":null,\"data_base64\":null");
        assertThat(event).isEqualTo(read(""));
        assertThat(event.data()).isNull();
        assertThat(event.extensions()).isEmpty();
        assertThat(read(",\"data\":null").data()).isEqualTo(new EventData(Form.JSON, bytes("null")));
    }

    @Test
    void anEventHasDataOrBase64AndNotBoth() {
        assertThat(refusal(",\"data\":1,\"data_base64\":\"\"").field()).isEqualTo("data_base64");
        assertThat(refusal(",\"data_base64\":\"\",\"data\":null").field()).isEqualTo("data_base64");
    }

    @Test
    void extensionsKeepTheirTypes() {
        assertThat(read(",\"a\":\"5\",\"b\":5,\"c\":true,\"d\":false,\"e\":-2147483648,\"f\":2147483647,\"g\":\"\"")
                        .extensions())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "a", new ExtensionValue.Text("5"),
                        "b", new ExtensionValue.Int(5),
                        "c", new ExtensionValue.Bool(true),
                        "d", new ExtensionValue.Bool(false),
                        "e", new ExtensionValue.Int(Integer.MIN_VALUE),
                        "f", new ExtensionValue.Int(Integer.MAX_VALUE),
                        "g", new ExtensionValue.Text("")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e2", "2147483648", "-2147483649", "{}", "[]", "\"\\u0000\"", "\"\\ud800\""})
    void extensionsOfNoTypeOfCloudEventsAreRefused(String value) {
        assertThat(refusal(",\"ext\":" + value).field()).isEqualTo("ext");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ext", "ex-t", "ex_t", "", "é", "data_"})
    void extensionsOfOtherNamesAreRefused(String name) {
        assertThat(refusal(",\"" + name + "\":\"x\"").field()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"specversion", "id", "source", "type"})
    void aMissingAttributeIsNamed(String name) {
        for (var document : new String[] {"{" + REQUIRED + "}", "{" + REQUIRED + ",\"other\":1}"}) {
            var without =
                    document.replaceFirst("\"" + name + "\":\"[^\"]*\",?", "").replace(",}", "}");
            assertThat(refusalOf(without).field()).isEqualTo(name);
            assertThat(refusalOf(without).detail()).contains("missing");
            assertThat(refusalOf(document.replaceFirst("\"" + name + "\":\"[^\"]*\"", "\"" + name + "\":null"))
                            .field())
                    .isEqualTo(name);
            assertThat(refusalOf(document.replaceFirst("\"" + name + "\":\"[^\"]*\"", "\"" + name + "\":1"))
                            .detail())
                    .contains("string");
        }
        assertThat(refusalOf("{}").field()).isEqualTo("specversion");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3", "1.1", "1", "1.0.2", "", " 1.0"})
    void onlyOneVersionIsRead(String version) {
        assertThat(refusalOf("{" + REQUIRED.replace("1.0", version) + "}").field())
                .isEqualTo("specversion");
    }

    @ParameterizedTest
    @CsvSource({"id,id", "data,data", "ext,ext", "id,\\u0069d", "e\\u0078t,ext"})
    void aMemberThatComesTwiceIsRefused(String first, String second) {
        var rest = REQUIRED.replace("\"id\":\"1\",", "");
        assertThat(refusalOf("{\"%s\":\"1\",%s,\"%s\":\"1\"}".formatted(first, rest, second))
                        .detail())
                .contains("twice");
        assertThat(refusalOf("{\"%s\":null,%s,\"%s\":null}".formatted(first, rest, second))
                        .detail())
                .contains("twice");
    }

    @Test
    void whatIsWrongWithinDataIsSaidOfData() {
        var refusal = refusal(",\"data\":{\"a\":[1,\n{\"b\":01}]}");
        assertThat(refusal.field()).isEqualTo("data");
        assertThat(refusal.detail()).isEqualTo("not valid JSON: '1' where ',' or '}' is expected, at line 2, column 7");
    }

    @Test
    void textDataCannotHoldALoneSurrogate() {
        assertThat(refusal(",\"datacontenttype\":\"text/plain\",\"data\":\"\\ud83d\"")
                        .field())
                .isEqualTo("data");
        assertThat(refusal(",\"datacontenttype\":\"text/plain\",\"data\":\"\\ude00\\ud83d\"")
                        .field())
                .isEqualTo("data");
        assertThat(read(",\"datacontenttype\":\"text/plain\",\"data\":\"\\ud83d\\ude00\"")
                        .data())
                .isEqualTo(new EventData(Form.TEXT, bytes("😀")));
    }

    @Test
    void errorsOfABatchNameTheEvent() {
        var good = "{" + REQUIRED + "}";
        assertThat(batchRefusal(good + "," + good.replace("\"t\"", "\"\"")).field())
                .isEqualTo("[1].type");
        assertThat(batchRefusal(good.replace("\"id\":\"1\",", "")).field()).isEqualTo("[0].id");
        assertThat(batchRefusal(good + "," + good + ",7").field()).isEqualTo("[2]");
        assertThat(batchRefusal(good + "," + good.replace("}", ",\"data\":[}")).field())
                .isEqualTo("[1].data");
        assertThat(batchRefusal(good + ",").field()).isEqualTo("[1]");
    }

    @Test
    void aBatchHasAtLeastOneEventAndAtMostAThousand() {
        assertThat(batchRefusal(" ").detail()).contains("at least one");
        var documents = new ArrayList<String>();
        for (int i = 0; i < EventJson.MAX_BATCH_EVENTS; i++) {
            documents.add("{" + REQUIRED.replace("\"id\":\"1\"", "\"id\":\"" + i + "\"") + "}");
        }
        assertThat(EventJson.readBatch(bytes("[" + String.join(" , ", documents) + "]")))
                .extracting(Event::id)
                .hasSize(1_000)
                .startsWith("0", "1")
                .endsWith("999");
        documents.add("no matter what");
        var refusal = batchRefusal(String.join(",", documents));
        assertThat(refusal.detail()).contains("1,000");
        assertThat(refusal.field()).isEmpty();
    }

    @Test
    void aBatchIsTheEventsThatAreReadOneByOne() {
        var document = new StringBuilder("[");
        var events = new RandomEvents(new SplittableRandom(7));
        var expected = new ArrayList<Event>();
        for (int i = 0; i < EventJson.MAX_BATCH_EVENTS; i++) {
            var event = events.next();
            expected.add(event);
            document.append(i == 0 ? "" : ",\n").append(text(EventJson.write(event)));
        }
        assertThat(EventJson.readBatch(bytes(document.append("]").toString()))).isEqualTo(expected);
    }

    @Test
    void oneEventAndABatchAreNotMistakenForEachOther() {
        var good = "{" + REQUIRED + "}";
        assertThat(refusalOf("[" + good + "]").detail()).contains("application/cloudevents-batch+json");
        assertThat(catchThrowableOfType(InvalidInputException.class, () -> EventJson.readBatch(bytes(good)))
                        .detail())
                .contains("application/cloudevents+json");
    }

    @Test
    void nothingMayFollowTheDocument() {
        var good = "{" + REQUIRED + "}";
        assertThat(refusalOf(good + "x").detail()).contains("nothing more");
        assertThat(refusalOf(good + good).detail()).contains("nothing more");
        assertThat(refusalOf(good + "\0").detail()).contains("nothing more");
        assertThat(catchThrowableOfType(
                                InvalidInputException.class, () -> EventJson.readBatch(bytes("[" + good + "],")))
                        .detail())
                .contains("nothing more");
        assertThat(refusalOf("\uFEFF" + good).detail()).contains("byte order mark");
        assertThat(refusalOf("").detail()).contains("it ends");
    }

    @Test
    void anErrorNeverEchoesMuchOfTheInput() {
        var secret = "x".repeat(5_000);
        for (var wrong : new String[] {
            "{\"" + secret + "\":1,\"" + secret + "\":1}",
            "{" + REQUIRED + ",\"" + secret + "\":1.5}",
            "{" + REQUIRED + ",\"" + secret + "\":\"\"}",
            "{" + REQUIRED + ",\"data\":{\"" + secret + "\":1,\"" + secret + "\":1}}",
            "{\"specversion\":\"" + secret + "\"}",
            "{" + REQUIRED.replace("/s", "::" + secret) + "}",
            secret
        }) {
            assertThat(refusalOf(wrong).getMessage()).hasSizeLessThan(300);
        }
    }

    @Test
    void anEventKeepsNothingOfTheRequestAlive() {
        var request = bytes("[{" + REQUIRED + ",\"data\":[1]},{" + REQUIRED
                + ",\"datacontenttype\":\"text/plain\",\"data\":\"a\"}]");
        var events = EventJson.readBatch(request);
        Arrays.fill(request, (byte) 0);
        assertThat(events.get(0).dataBytes()).isEqualTo(bytes("[1]"));
        assertThat(events.get(1).dataBytes()).isEqualTo(bytes("a"));
    }

    private static Event read(String more) {
        return EventJson.read(bytes("{" + REQUIRED + more + "}"));
    }

    private static InvalidInputException refusal(String more) {
        return refusalOf("{" + REQUIRED + more + "}");
    }

    private static InvalidInputException refusalOf(String document) {
        return refused(() -> EventJson.read(bytes(document)));
    }

    private static InvalidInputException batchRefusal(String events) {
        return refused(() -> EventJson.readBatch(bytes("[" + events + "]")));
    }

    private static InvalidInputException refused(ThrowingCallable call) {
        var refusal = catchThrowableOfType(InvalidInputException.class, call);
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
