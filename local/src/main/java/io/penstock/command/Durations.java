package io.penstock.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Durations as people write them, `90s`, `15m`, `2h`, `30d`, or in ISO 8601, `PT1H30M`.
final class Durations implements ITypeConverter<Duration> {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    @Override
    public Duration convert(String text) {
        return read(text)
                .orElseThrow(() -> new TypeConversionException(
                        "'%s' is not a duration: 30s, 15m, 2h and 30d are, and PT1H30M in ISO 8601".formatted(text)));
    }

    /// Reads one; empty for what is none.
    static Optional<Duration> read(String text) {
        var brief = SHORT.matcher(text);
        if (brief.matches()) {
            long number = Long.parseLong(brief.group(1));
            return Optional.of(
                    switch (brief.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    });
        }
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
