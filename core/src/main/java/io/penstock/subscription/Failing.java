package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// That a subscription's receiver has failed without interruption for so long that something follows from it: a circuit
/// that is open, or an end of its subscription that comes nearer.
///
/// @param since when the failing began; nothing has succeeded since, as far as is known
/// @param announcedAt when it was said that its subscription will be disabled; null if it was not
/// @param circuit how it stands, if it is open; null if attempts are made as they are due
public record Failing(
        Instant since,
        @Nullable Instant announcedAt,
        @Nullable Circuit circuit) {
    public Failing {
        requireNonNull(since, "since is null");
    }

    /// An open circuit: attempts are not made, but for one at a time that tries it.
    ///
    /// @param openedAt when it was opened
    /// @param until when the next attempt may try it; later by a lease while one does
    /// @param tries how many have tried it in vain
    /// @param reason why it was opened, in a few words
    public record Circuit(Instant openedAt, Instant until, int tries, String reason) {
        public Circuit {
            requireNonNull(openedAt, "openedAt is null");
            requireNonNull(until, "until is null");
            requireNonNull(reason, "reason is null");
        }

        /// Whether an attempt may try it at `now`.
        public boolean mayBeTried(Instant now) {
            return !now.isBefore(until);
        }

        /// The same that may be tried from `until` on.
        public Circuit until(Instant until) {
            return new Circuit(openedAt, until, tries, reason);
        }
    }

    /// The same that was announced at `now`.
    public Failing announced(Instant now) {
        return new Failing(since, now, circuit);
    }

    /// The same with this circuit; null for none.
    public Failing with(@Nullable Circuit circuit) {
        return new Failing(since, announcedAt, circuit);
    }
}
