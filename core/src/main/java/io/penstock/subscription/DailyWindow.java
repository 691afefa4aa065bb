package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/// The time of the day in which a subscription wants its requests.
///
/// @param from when it begins, on the clocks of `zone`, to the minute
/// @param to when it is over; before `from` for a window that lasts over midnight
/// @param zone whose clocks
public record DailyWindow(LocalTime from, LocalTime to, ZoneId zone) {
    /// @throws InvalidInputException naming the field, if it is empty, or more exact than to the minute
    public DailyWindow {
        requireNonNull(zone, "zone is null");
        checkMinute("from", from);
        checkMinute("to", to);
        if (from.equals(to)) {
            throw new InvalidInputException(
                    "to", "must not be the same as 'from'; leave the window out for the whole day");
        }
    }

    private static void checkMinute(String field, LocalTime time) {
        if (!time.truncatedTo(ChronoUnit.MINUTES).equals(time)) {
            throw new InvalidInputException(field, "must be a whole minute; this is " + time);
        }
    }

    /// When it is open first, not before `at`: `at` itself if it is open then. Where clocks are put forward over its
    /// begin, it begins as much later.
    public Instant open(Instant at) {
        var local = at.atZone(zone);
        if (holds(local.toLocalTime())) {
            return at;
        }
        var today = local.toLocalDate().atTime(from).atZone(zone);
        return (today.isAfter(local)
                        ? today
                        : local.toLocalDate().plusDays(1).atTime(from).atZone(zone))
                .toInstant();
    }

    private boolean holds(LocalTime time) {
        boolean begun = !time.isBefore(from);
        boolean unfinished = time.isBefore(to);
        return from.isBefore(to) ? begun && unfinished : begun || unfinished;
    }
}
