package io.penstock.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Times as people read them, and write them.
final class RelativeTimes {
    private final InstantSource clock;

    RelativeTimes(InstantSource clock) {
        this.clock = clock;
    }

    /// How far from now: `12 s ago`, `in 3 min`.
    ///
    /// @param time as the API writes it; empty gives empty
    String ago(String time) {
        if (time.isEmpty()) {
            return "";
        }
        var age = Duration.between(Instant.parse(time), clock.instant());
        return age.isNegative() ? "in " + words(age.negated()) : words(age) + " ago";
    }

    private static String words(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(100)) < 0) {
            return duration.toSeconds() + " s";
        }
        if (duration.compareTo(Duration.ofMinutes(100)) < 0) {
            return duration.toMinutes() + " min";
        }
        return duration.compareTo(Duration.ofDays(2)) < 0 ? duration.toHours() + " h" : duration.toDays() + " d";
    }

    /// Reads a time, or how long ago it is: `2026-01-31T09:30:00Z`, `1h`. What is neither stays as it is, for the server
    /// to refuse.
    String read(String text) {
        return Durations.read(text)
                .map(age -> clock.instant().minus(age).toString())
                .orElse(text);
    }
}
