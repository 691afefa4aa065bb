package io.penstock.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        var out = new StringWriter();
        var table = new Table("A", "B", "C");
        table.add("1", "long", "x");
        table.add("1234", "", "");
        table.print(new PrintWriter(out, true));

        assertThat(out.toString().lines()).containsExactly("A     B     C", "1     long  x", "1234");
    }

    @Test
    void timesAreSaidFromNow() {
        var times = new RelativeTimes(() -> Instant.parse("2026-01-31T12:00:00Z"));

        assertThat(times.ago("2026-01-31T11:59:48Z")).isEqualTo("12 s ago");
        assertThat(times.ago("2026-01-31T11:55:00Z")).isEqualTo("5 min ago");
        assertThat(times.ago("2026-01-31T15:00:00Z")).isEqualTo("in 3 h");
        assertThat(times.ago("2026-01-01T12:00:00Z")).isEqualTo("30 d ago");
        assertThat(times.ago("")).isEmpty();
        assertThat(times.read("PT1H")).isEqualTo("2026-01-31T11:00:00Z");
        assertThat(times.read("1h")).isEqualTo("2026-01-31T11:00:00Z");
        assertThat(times.read("yesterday")).isEqualTo("yesterday");
    }
}
