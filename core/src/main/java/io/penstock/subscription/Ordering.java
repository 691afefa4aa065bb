package io.penstock.subscription;

import java.util.Locale;

/// Whether a subscription's deliveries of events with the same [io.penstock.event.Event#partitionKey] are attempted one
/// after the other.
public enum Ordering {
    /// They are not.
    NONE,
    /// They are, and one that fails for good holds back those after it, until it is retried or skipped.
    BLOCK,
    /// They are, and one that fails for good is passed.
    SKIP;

    /// What it is called where someone says what is to be done after the last attempt.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether there is an order.
    public boolean isOrdered() {
        return this != NONE;
    }
}
