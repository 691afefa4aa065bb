package io.penstock.replay;

import static java.util.Objects.requireNonNull;

import io.penstock.event.EventKey;
import io.penstock.filter.Filter;
import io.penstock.input.InvalidInputException;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.TypePattern;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a replay looks at.
public sealed interface ReplaySelection {
    /// These events, whatever their subscription wants.
    ///
    /// @param keys 1 to [#MAX_EVENTS], each once
    record Events(List<EventKey> keys) implements ReplaySelection {
        /// Most events that are named one by one.
        public static final int MAX_EVENTS = 1_000;

        /// @throws InvalidInputException naming `events`, if a limit is passed
        public Events {
            keys = List.copyOf(keys);
            if (keys.isEmpty() || keys.size() > MAX_EVENTS) {
                throw new InvalidInputException(
                        "events", "must be 1 to %,d events; these are %,d".formatted(MAX_EVENTS, keys.size()));
            }
            if (new HashSet<>(keys).size() < keys.size()) {
                throw new InvalidInputException("events", "must name each event once");
            }
        }
    }

    /// The events of a time that the subscription wants, as it is when they are looked at, and that have all of this.
    ///
    /// @param since accepted at this time or later
    /// @param until accepted before this time; null for when the job was started, which is the end in any case
    /// @param types of one of these types; of any, if there is none
    /// @param source of exactly this `source`; null for any
    /// @param filter a condition on the whole event, if there is one
    record Range(
            Instant since,
            @Nullable Instant until,
            List<TypePattern> types,
            @Nullable String source,
            @Nullable Filter filter)
            implements ReplaySelection {
        /// @throws InvalidInputException naming the field, if a limit is passed
        public Range {
            requireNonNull(since, "since is null");
            types = List.copyOf(types);
            if (types.size() > Subscription.MAX_TYPES) {
                throw new InvalidInputException(
                        "types", "may be %d at most; these are %d".formatted(Subscription.MAX_TYPES, types.size()));
            }
            if (until != null && !since.isBefore(until)) {
                throw new InvalidInputException("until", "must be after 'since'");
            }
        }
    }

    /// The events whose deliveries for the subscription have ended without success, whatever it wants: exhausted, refused
    /// or expired.
    ///
    /// @param since whose event was accepted at this time or later
    record Failed(Instant since) implements ReplaySelection {
        public Failed {
            requireNonNull(since, "since is null");
        }
    }

    /// How far back a replay may look.
    Duration MAX_RANGE = Duration.ofDays(366);
}
