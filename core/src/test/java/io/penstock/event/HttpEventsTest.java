package io.penstock.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.input.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEventsTest {
    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"json\",\"source\":\"/s\",\"type\":\"t\",\"data\":[ ]}";

    private static final Map<String, String> HEADERS =
            Map.of("Ce-Specversion", "1.0", "Ce-Id", "headers", "Ce-Source", "/s", "Ce-Type", "t");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents+json",
                "Application/CloudEvents+JSON",
                " application/cloudevents+json; charset=UTF-8",
                "application/cloudevents+json;charset=\"utf-8\"; other=1;"
            })
    void oneEventInJsonIsRead(String contentType) {
        assertThat(HttpEvents.read(contentType, Map.<String, String>of()::forEach, bytes(EVENT)))
                .extracting(Event::id)
                .containsExactly("json");
        assertThat(HttpEvents.read(contentType, HEADERS::forEach, bytes(EVENT)))
                .as("headers do not count")
                .extracting(Event::id)
                .containsExactly("json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/cloudevents-batch+json", "APPLICATION/CLOUDEVENTS-BATCH+JSON ; charset=utf-8"})
    void aBatchInJsonIsRead(String contentType) {
        assertThat(HttpEvents.read(contentType, HEADERS::forEach, bytes("[" + EVENT + "," + EVENT + "]")))
                .extracting(Event::id)
                .containsExactly("json", "json");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"application/json", "text/plain", "application/octet-stream"})
    void anyOtherContentTypeIsBinaryMode(@Nullable String contentType) {
        assertThat(HttpEvents.read(contentType, HEADERS::forEach, bytes(EVENT)))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.id()).isEqualTo("headers");
                    assertThat(event.dataBytes()).isEqualTo(bytes(EVENT));
                    assertThat(event.dataContentType()).isEqualTo(contentType);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents+json; charset=iso-8859-1",
                "application/cloudevents-batch+json; charset=utf-16",
                "application/cloudevents+avro",
                "application/cloudevents",
                "application/cloudevents-batch+xml"
            })
    void otherFormatsAndCharsetsAreRefused(String contentType) {
        assertThat(refusal(contentType, HEADERS).field()).isEqualTo("content-type");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"application/json", "nonsense", ""})
    void withoutAnyModeTheThreeWaysAreNamed(@Nullable String contentType) {
        assertThat(refusal(contentType, Map.of("content-type", "x", "ce-id", "1"))
                        .detail())
                .contains("application/cloudevents+json", "application/cloudevents-batch+json", "ce-specversion");
    }

    @Test
    void aBinaryEventUnderAContentTypeThatIsNoneIsRefusedForIt() {
        assertThat(refusal("nonsense", HEADERS).field()).isEqualTo("datacontenttype");
    }

    private static InvalidInputException refusal(@Nullable String contentType, Map<String, String> headers) {
        var refusal = catchThrowableOfType(
                InvalidInputException.class, () -> HttpEvents.read(contentType, headers::forEach, bytes(EVENT)));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
