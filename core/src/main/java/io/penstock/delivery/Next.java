package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.subscription.Subscription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What becomes of a delivery after a step.
public sealed interface Next {
    /// Another attempt, the number `n` of the same run.
    ///
    /// @param n the same number if no attempt was used up, else the following one
    /// @param due not before this time
    /// @param why it waits, if that is not for this time alone; null if it is
    record TryAt(int n, Instant due, @Nullable String why) implements Next {
        public TryAt {
            requireNonNull(due, "due is null");
        }

        /// One that waits for its time.
        public TryAt(int n, Instant due) {
            this(n, due, null);
        }
    }

    /// It waits for a change of state; the number of its next attempt stays.
    ///
    /// @param reason which change
    record Park(ParkReason reason) implements Next {
        public Park {
            requireNonNull(reason, "reason is null");
        }
    }

    /// It has come to its end.
    ///
    /// @param state a final state
    /// @param reason why it ended so, in a few words; empty if the state says it all
    record End(DeliveryState state, String reason) implements Next {
        public End {
            requireNonNull(reason, "reason is null");
            if (!state.isFinal()) {
                throw new IllegalArgumentException("not a final state: " + state);
            }
        }
    }

    /// Its receiver wants nothing more: it has come to its end, and its subscription is disabled.
    ///
    /// @param reason why, in a few words
    /// @param disabled what takes the place of its subscription, if that has the same version still: whatever was
    ///     changed since the attempt began stays as it is, and to do this twice is the same as doing it once
    record Refuse(String reason, Subscription disabled) implements Next {
        public Refuse {
            requireNonNull(reason, "reason is null");
            requireNonNull(disabled, "disabled is null");
        }
    }
}
