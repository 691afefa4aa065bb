package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import java.util.List;

/// Whom an event goes to, as it is stored.
sealed interface KeptPlan {
    /// How many they are.
    int size();

    /// They stand with the event.
    ///
    /// @param subscriptions those that matched
    record Here(List<SubscriptionUid> subscriptions) implements KeptPlan {
        public Here {
            subscriptions = List.copyOf(subscriptions);
        }

        @Override
        public int size() {
            return subscriptions.size();
        }
    }

    /// They stand in pages of their own.
    ///
    /// @param number of this plan: fresh for each time that one was made, so that one which came to nothing changes no
    ///     other
    /// @param pages how many pages there are
    /// @param size how many subscriptions matched
    record InPages(Id128 number, int pages, int size) implements KeptPlan {
        public InPages {
            requireNonNull(number, "number is null");
        }
    }
}
