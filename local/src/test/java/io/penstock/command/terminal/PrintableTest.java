package io.penstock.command.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.command.client.Json;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PrintableTest {
    /// Escape, C1 controls, direction overrides, a line separator, half of a character, a tag.
    private static final String OBEYED = "\u001b[31m\u009b\u0085\u202e\u2066\u200f\u2028\ud83d\udb40\udc41";

    @Test
    void nothingThatATerminalObeysIsPrinted() {
        assertThat(Printable.lines("a\u001b[31mb\r\n\tc\u0007")).isEqualTo("a\uFFFD[31mb\uFFFD\n\tc\uFFFD");
        assertThat(Printable.lines(OBEYED)).isEqualTo("\uFFFD[31m" + "\uFFFD".repeat(8));
        assertThat(Printable.line(OBEYED, 100)).isEqualTo("\uFFFD[31m" + "\uFFFD".repeat(8));
    }

    @Test
    void aLineIsOneAndNoLongerThanAskedFor() {
        assertThat(Printable.line("a\r\nb\u0000", 10)).isEqualTo("a  b\uFFFD");
        assertThat(Printable.line("abcdef", 3)).isEqualTo("abc…");
        assertThat(Printable.line("\ud83d\ude00\ud83d\ude00\ud83d\ude00", 2)).isEqualTo("\ud83d\ude00\ud83d\ude00…");
    }

    @Test
    void whatScriptsNeedStays() {
        var joined = "\u0645\u06cc\u200c\u062e \ud83d\udc69\u200d\ud83d\ude80 é 漢";

        assertThat(Printable.lines(joined)).isEqualTo(joined);
        assertThat(Printable.json(joined)).isEqualTo(joined);
    }

    @Test
    void jsonMeansTheSameWithoutWhatATerminalObeys() {
        var raw = "{\"a\": \"\u009b\u202e\u007f\udb40\udc41é\",\n \"b\": 1.50}";
        var printable = Printable.json(raw);

        assertThat(printable).isEqualTo("{\"a\": \"\\u009b\\u202e\\u007f\\udb40\\udc41é\",\n \"b\": 1.50}");
        assertThat(read(printable)).isEqualTo(read(raw));
    }

    @Test
    void aWriterPassesOnWhatIsPrintable() {
        var out = new StringWriter();
        var writer = PrintableWriter.to(out);
        writer.printf("%s %d%n", "a\u009bb", 3);
        writer.print('\u001b');
        writer.write("xx\u202eyy", 1, 3);
        writer.flush();

        assertThat(out).hasToString("a\uFFFDb 3" + System.lineSeparator() + "\uFFFDx\uFFFDy");
    }

    private static Json read(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
