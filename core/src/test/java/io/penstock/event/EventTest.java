package io.penstock.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.event.EventData.Form;
import io.penstock.input.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {
    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type", "subject", "dataschema", "datacontenttype", "ext"})
    void anAttributeMayHaveTwoKibibytesAndNotOneMore(String name) {
        var prefix = name.equals("datacontenttype") ? "a/" : "";
        var longest = prefix + "a".repeat(Event.MAX_ATTRIBUTE_BYTES - prefix.length());
        assertThat(with(name, longest).attribute(name)).isEqualTo(longest);
        assertThat(refusal(name, longest + "a").field()).isEqualTo(name);
        assertThat(refusal(name, longest + "a").detail()).contains("2,048", "2,049");
    }

    @Test
    void theLimitOfAnAttributeCountsBytesOfUtf8() {
        assertThat(with("subject", "é".repeat(1_024)).subject()).hasSize(1_024);
        assertThat(refusal("subject", "é".repeat(1_024) + "a").detail()).contains("2,049");
        assertThat(with("subject", "😀".repeat(512)).subject()).hasSize(1_024);
        assertThat(refusal("subject", "😀".repeat(513)).detail()).contains("2,052");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type", "subject", "time", "dataschema", "datacontenttype"})
    void anAttributeOfTheSpecificationIsNotEmpty(String name) {
        assertThat(refusal(name, "").field()).isEqualTo(name);
    }

    @Test
    void anExtensionMayBeEmpty() {
        assertThat(with("ext", "").attribute("ext")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 0x09, 0x1F, 0x7F, 0x80, 0x9F, 0xD800, 0xDFFF, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF})
    void charactersThatCloudEventsForbidsAreRefused(int character) {
        for (var name : new String[] {"id", "subject", "ext"}) {
            var refusal = refusal(name, "a" + Character.toString(character) + "b");
            assertThat(refusal.field()).isEqualTo(name);
            assertThat(refusal.detail()).contains("U+%04X at position 1".formatted(character));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x7E, 0xA0, 0xD7FF, 0xE000, 0xFDCF, 0xFDF0, 0xFFFD, 0x10000, 0x1FFFD, 0x10FFFD})
    void theirNeighboursAreTaken(int character) {
        var text = "a" + Character.toString(character) + "b";
        assertThat(with("subject", text).subject()).isEqualTo(text);
    }

    @Test
    void aSurrogatePairInTheWrongOrderIsRefused() {
        assertThat(refusal("subject", "\uDE00\uD83D").detail()).contains("U+DE00 at position 0");
    }

    @Test
    void anExtensionsNameHasUpTo64LowerCaseLettersAndDigits() {
        var longest = "a".repeat(Event.MAX_EXTENSION_NAME);
        assertThat(with(longest, "x").attribute(longest)).isEqualTo("x");
        assertThat(with("0", "x").attribute("0")).isEqualTo("x");
        assertThat(refusal(longest + "a", "x").detail()).contains("64");
        for (var name : new String[] {"", "A", "a-b", "a_b", "a.b", "é", "a b", "٣"}) {
            assertThat(refusal(name, "x").field()).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data"
            })
    void anExtensionIsNotCalledLikeAnAttributeOfTheSpecification(String name) {
        var refusal = catchThrowableOfType(
                InvalidInputException.class, () -> event(Map.of(name, new ExtensionValue.Text("x"))));
        assertThat(refusal.field()).isEqualTo(name);
    }

    @Test
    void anEventHasUpTo50Extensions() {
        var extensions = new LinkedHashMap<String, ExtensionValue>();
        for (int i = 0; i < Event.MAX_EXTENSIONS; i++) {
            extensions.put("x" + i, new ExtensionValue.Int(i));
        }
        assertThat(event(extensions).extensions()).hasSize(50);
        extensions.put("onemore", new ExtensionValue.Bool(true));
        assertThat(catchThrowableOfType(InvalidInputException.class, () -> event(extensions))
                        .detail())
                .contains("50", "51");
    }

    @Test
    void allAttributesTogetherHaveUpTo16Kibibytes() {
        int left = Event.MAX_ATTRIBUTES_BYTES - event(Map.of()).size();
        var extensions = new LinkedHashMap<String, ExtensionValue>();
        for (int i = 0; left > 0; i++) {
            int length = Math.min(left - 2, 2_000);
            extensions.put("x" + i, new ExtensionValue.Text("a".repeat(length)));
            left -= length + 2;
        }
        assertThat(event(extensions).size()).isEqualTo(Event.MAX_ATTRIBUTES_BYTES);
        extensions.put("x0", new ExtensionValue.Text("a".repeat(2_001)));
        var refusal = catchThrowableOfType(InvalidInputException.class, () -> event(extensions));
        assertThat(refusal.field()).isEmpty();
        assertThat(refusal.detail()).contains("16,384", "16,385");
    }

    @Test
    void anEventHasUpToFourMebibytes() {
        int attributes = event(Map.of()).size();
        var largest = new byte[Event.MAX_BYTES - attributes];
        assertThat(event(new EventData(Form.BINARY, largest)).size()).isEqualTo(Event.MAX_BYTES);
        var refusal = catchThrowableOfType(
                InvalidInputException.class, () -> event(new EventData(Form.BINARY, new byte[largest.length + 1])));
        assertThat(refusal.field()).isEqualTo("data");
        assertThat(refusal.detail()).contains("4,194,304", "4,194,305");
    }

    @ParameterizedTest
    @CsvSource({"source, a b", "dataschema, a b", "time, yesterday", "datacontenttype, json"})
    void anAttributeThatIsNotOfItsTypeIsRefused(String name, String value) {
        assertThat(refusal(name, value).field()).isEqualTo(name);
        assertThat(refusal(name, value).detail()).contains("'" + value + "'");
    }

    @Test
    void theFormOfTheDataFitsItsContentType() {
        var text = new EventData(Form.TEXT, utf8("a"));
        var string = new EventData(Form.JSON, utf8("\"a\""));
        assertThat(event("text/plain", text).data()).isEqualTo(text);
        assertThat(event("application/json", string).data()).isEqualTo(string);
        assertThat(event(null, string).data()).isEqualTo(string);
        assertThatIllegalArgumentException().isThrownBy(() -> event(null, text));
        assertThatIllegalArgumentException().isThrownBy(() -> event("application/json", text));
        assertThatIllegalArgumentException().isThrownBy(() -> event("text/plain", string));
        assertThatIllegalArgumentException().isThrownBy(() -> event(null, new EventData(Form.JSON, new byte[0])));
    }

    @Test
    void anEventDoesNotChangeWithTheMapItWasMadeOf() {
        var extensions = new LinkedHashMap<String, ExtensionValue>(Map.of("a", new ExtensionValue.Int(1)));
        var event = event(extensions);
        extensions.clear();
        assertThat(event.extensions()).containsOnlyKeys("a");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> event.extensions().clear());
    }

    @Test
    void anAttributeIsFoundByItsName() {
        var event = event(Map.of("a", new ExtensionValue.Int(-7), "b", new ExtensionValue.Bool(true)));
        assertThat(event.attribute("specversion")).isEqualTo("1.0");
        assertThat(event.attribute("id")).isEqualTo("1");
        assertThat(event.attribute("a")).isEqualTo("-7");
        assertThat(event.attribute("b")).isEqualTo("true");
        assertThat(event.attribute("subject")).isNull();
        assertThat(event.attribute("nosuch")).isNull();
    }

    private static Event with(String name, String value) {
        return new Event(
                name.equals("id") ? value : "1",
                name.equals("source") ? value : "/s",
                name.equals("type") ? value : "t",
                name.equals("subject") ? value : null,
                name.equals("time") ? value : null,
                name.equals("datacontenttype") ? value : null,
                name.equals("dataschema") ? value : null,
                isExtension(name) ? Map.of(name, new ExtensionValue.Text(value)) : Map.of(),
                null);
    }

    private static boolean isExtension(String name) {
        return switch (name) {
            case "id", "source", "type", "subject", "time", "datacontenttype", "dataschema" -> false;
            default -> true;
        };
    }

    private static Event event(Map<String, ExtensionValue> extensions) {
        return new Event("1", "/s", "t", null, null, null, null, extensions, null);
    }

    private static Event event(EventData data) {
        return event(null, data);
    }

    private static Event event(@Nullable String contentType, EventData data) {
        return new Event("1", "/s", "t", null, null, contentType, null, Map.of(), data);
    }

    private static InvalidInputException refusal(String name, String value) {
        var refusal = catchThrowableOfType(InvalidInputException.class, () -> with(name, value));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
