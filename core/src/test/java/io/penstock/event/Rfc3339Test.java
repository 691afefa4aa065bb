package io.penstock.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1985-04-12T23:20:50.52Z",
                "1996-12-19T16:39:57-08:00",
                "1937-01-01T12:00:27.87+00:20",
                "2024-02-29T00:00:00z",
                "2026-01-31t09:30:00.123456789+17:59",
                "0000-01-01T00:00:00-00:00",
                "9999-12-31T23:59:59Z"
            })
    void timesOfTheRfcAreTaken(String text) {
        assertThat(Rfc3339.isTime(text)).isTrue();
        assertThat(OffsetDateTime.parse(text)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "2026-01-31",
                "2026-01-31T09:30Z",
                "2026-01-31T09:30:00",
                "2026-01-31 09:30:00Z",
                "2026-01-31T09:30:00.Z",
                "2026-01-31T09:30:00,5Z",
                "2026-01-31T09:30:00.1234567890Z",
                "2026-01-31T09:30:00.5",
                "2026-01-31T24:00:00Z",
                "2026-01-31T09:60:00Z",
                "2026-12-31T23:59:60Z",
                "2026-02-29T09:30:00Z",
                "2026-00-01T09:30:00Z",
                "2026-13-01T09:30:00Z",
                "2026-01-00T09:30:00Z",
                "2026-01-32T09:30:00Z",
                "2026-04-31T09:30:00Z",
                "2026-01-31T09:30:00+0100",
                "2026-01-31T09:30:00+01",
                "2026-01-31T09:30:00+18:00",
                "2026-01-31T09:30:00+01:60",
                "2026-01-31T09:30:00ZZ",
                "2026-01-31T09:30:00X",
                "+2026-01-31T09:30:00Z",
                "20260-01-31T09:30:00Z",
                "2026-1-31T09:30:00Z",
                "2026-01-31T09:30:00Z ",
                "٢٠٢٦-01-31T09:30:00Z",
                "20260131T093000Z"
            })
    void anythingElseIsRefused(String text) {
        assertThat(Rfc3339.isTime(text)).isFalse();
    }

    @Test
    void everyTimeThatIsTakenCanBeRead() {
        var random = new SplittableRandom(10);
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            var text = "%04d-%02d-%02dT%02d:%02d:%02d%s"
                    .formatted(
                            random.nextInt(10_000),
                            random.nextInt(14),
                            random.nextInt(33),
                            random.nextInt(25),
                            random.nextInt(61),
                            random.nextInt(61),
                            random.nextBoolean()
                                    ? "Z"
                                    : "+%02d:%02d".formatted(random.nextInt(20), random.nextInt(61)));
            if (Rfc3339.isTime(text)) {
                assertThat(OffsetDateTime.parse(text)).isNotNull();
                taken++;
            }
        }
        assertThat(taken).isGreaterThan(10_000);
    }
}
