package io.penstock.distributed;

import io.penstock.delivery.DeliveryLedger;
import io.penstock.operation.Announcer;
import io.penstock.replay.ReplayPages;
import io.penstock.subscription.Subscriptions;

/// A mistake in the protocol, made at its effects. This one makes none.
abstract class Mutant {
    /// What the steps take for the table.
    Table table(Table table) {
        return table;
    }

    /// What the steps take for the blobs.
    Blobs blobs(Blobs blobs) {
        return blobs;
    }

    /// What the steps take for the queue of deliveries.
    MessageQueue queue(MessageQueue queue) {
        return queue;
    }

    /// What the steps take for the queue of events.
    MessageQueue events(MessageQueue queue) {
        return queue;
    }

    /// What is taken for a queue by whoever sends a message again.
    MessageQueue sentAgain(MessageQueue queue) {
        return queue;
    }

    /// What the steps take for whoever is told of what they bring about.
    Announcer announcer(Announcer announcer) {
        return announcer;
    }

    /// What attempts take for the ledger.
    DeliveryLedger deliveries(DeliveryLedger ledger) {
        return ledger;
    }

    /// What attempts and releases take for the subscriptions.
    Subscriptions subscriptions(Subscriptions subscriptions) {
        return subscriptions;
    }

    /// What jobs take for the step *replay*.
    ReplayPages replayPages(ReplayPages pages) {
        return pages;
    }

    /// Whether a message is deleted before its step.
    boolean deletesFirst() {
        return false;
    }
}
