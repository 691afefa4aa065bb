package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/// How many attempts there were in a window of time, and how many of them failed: two windows that follow each other, of
/// which the older one counts as far as a window that ends now reaches into it. As if its attempts were spread evenly, that
/// is.
///
/// @param window how long one is
/// @param start when the newer one began: a multiple of `window` since the epoch
/// @param attempts in the newer one
/// @param failures in the newer one
/// @param attemptsBefore in the older one
/// @param failuresBefore in the older one
public record Tally(
        Duration window, Instant start, int attempts, int failures, int attemptsBefore, int failuresBefore) {
    public Tally {
        requireNonNull(window, "window is null");
        requireNonNull(start, "start is null");
    }

    /// Attempts that ended at `now`.
    public static Tally of(Duration window, Instant now, int attempts, int failures) {
        long millis = window.toMillis();
        var start = Instant.ofEpochMilli(Math.floorDiv(now.toEpochMilli(), millis) * millis);
        return new Tally(window, start, attempts, failures, 0, 0);
    }

    /// The same with what `other` has counted, in the later one's windows. If these are of another length by now, what was
    /// counted before is forgotten.
    public Tally plus(Tally other) {
        if (!window.equals(other.window)) {
            return other;
        }
        var one = since(other.start);
        var another = other.since(start);
        return new Tally(
                window,
                one.start,
                one.attempts + another.attempts,
                one.failures + another.failures,
                one.attemptsBefore + another.attemptsBefore,
                one.failuresBefore + another.failuresBefore);
    }

    /// The same whose newer window began at `latest`, if that is later.
    private Tally since(Instant latest) {
        if (!latest.isAfter(start)) {
            return this;
        }
        return latest.equals(start.plus(window))
                ? new Tally(window, latest, 0, 0, attempts, failures)
                : new Tally(window, latest, 0, 0, 0, 0);
    }

    /// How many attempts there were in the window that ends at `now`.
    public double attempts(Instant now) {
        return attempts + attemptsBefore * reaching(now);
    }

    /// How many of them failed.
    public double failures(Instant now) {
        return failures + failuresBefore * reaching(now);
    }

    /// Whether something succeeded in either.
    public boolean hasSuccess() {
        return attempts + attemptsBefore > failures + failuresBefore;
    }

    private double reaching(Instant now) {
        double into = (double) Duration.between(start, now).toMillis() / window.toMillis();
        return Math.clamp(1 - into, 0.0, 1.0);
    }
}
