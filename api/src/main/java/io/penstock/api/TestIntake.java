package io.penstock.api;

import io.penstock.event.Event;
import io.penstock.ledger.Acceptance;
import io.penstock.subscription.Subscription;

/// Accepts events that go to one subscription only, to try it out.
@FunctionalInterface
public interface TestIntake {
    /// Accepts `event` for `subscription`, whatever that wants.
    ///
    /// @throws io.penstock.ledger.IntakeRefusedException if there is no room for it now
    Acceptance acceptFor(Subscription subscription, Event event);
}
