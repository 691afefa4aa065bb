package io.penstock.delivery;

import io.penstock.subscription.ChangedMeanwhileException;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.Subscriptions;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Disables a subscription whose receiver wants nothing more.
final class Disabler {
    private static final Logger LOG = LoggerFactory.getLogger(Disabler.class);

    private final Subscriptions subscriptions;
    private final InstantSource clock;

    Disabler(Subscriptions subscriptions, InstantSource clock) {
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    /// Does nothing if it is not active any more, or goes somewhere else by now than `attempted` did.
    void disable(Subscription attempted, String reason) {
        while (true) {
            var present = subscriptions.find(attempted.uid()).orElse(null);
            if (present == null
                    || present.status().state() != Status.State.ACTIVE
                    || !present.destination().equals(attempted.destination())) {
                return;
            }
            var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            try {
                subscriptions.put(present.with(Status.disabled(reason, now), now), present.version());
                LOG.warn("Subscription {} is disabled: {}", present.id(), reason);
                return;
            } catch (ChangedMeanwhileException e) {
                LOG.debug("Looking again at subscription {}", present.id());
            }
        }
    }
}
