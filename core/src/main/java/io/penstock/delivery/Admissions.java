package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/// Lets the attempts of a subscription begin, as its [Throttle] says, where several processes make them. Where one process
/// makes them all, its queue hands out no more than may begin, and [#ALL] is in place.
///
/// Safe for use by many threads.
public interface Admissions {
    /// Lets everything begin.
    Admissions ALL = new Admissions() {
        @Override
        public Admitted admit(SubscriptionUid subscription, Throttle throttle, Request request) {
            return Admitted.all(request.wanted());
        }

        @Override
        public void ended(SubscriptionUid subscription, Throttle throttle, Admitted admitted) {
            // Nothing was taken up.
        }
    };

    /// Attempts that are to begin together.
    ///
    /// @param now when
    /// @param longest what each takes at most, with all that belongs to it
    /// @param waited of each, whether it has had to wait before: it goes before those that have not
    record Request(Instant now, Duration longest, List<Boolean> waited) {
        public Request {
            requireNonNull(now, "now is null");
            requireNonNull(longest, "longest is null");
            waited = List.copyOf(waited);
        }

        /// How many.
        public int wanted() {
            return waited.size();
        }
    }

    /// Which of them begin.
    ///
    /// @param begin when each begins, in the order of the request: not after its `now`, if it begins now; to come earlier is
    ///     in vain
    /// @param begun how many begin now
    /// @param lease the number under which those count as under way; another one for each request
    record Admitted(List<Instant> begin, int begun, long lease) {
        public Admitted {
            begin = List.copyOf(begin);
        }

        static Admitted all(int wanted) {
            return new Admitted(Collections.nCopies(wanted, Instant.MIN), wanted, 0);
        }
    }

    /// Takes the turns of those that may begin now, and gives the others a time.
    Admitted admit(SubscriptionUid subscription, Throttle throttle, Request request);

    /// Those that began are under way no more.
    ///
    /// @param admitted as it was answered
    void ended(SubscriptionUid subscription, Throttle throttle, Admitted admitted);
}
