package io.penstock.distributed;

import io.penstock.delivery.DeliveryMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Promises to look at a delivery at a time. Two for the same are harmless, none is a loss.
final class WakeUps {
    private final DeliveryMessages messages;
    private final DueIndex index;
    private final InstantSource clock;
    private final DistributedOptions options;

    WakeUps(DeliveryMessages messages, DueIndex index, InstantSource clock, DistributedOptions options) {
        this.messages = messages;
        this.index = index;
        this.clock = clock;
        this.options = options;
    }

    /// Sends `message` at `due`.
    void wake(DeliveryMessage message, Instant due) {
        if (ahead(due).compareTo(options.farAhead()) <= 0) {
            messages.send(message, ahead(due));
        } else if (!index.put(message, due).inTime()) {
            messages.send(message, ahead(due));
        }
    }

    private Duration ahead(Instant due) {
        return Duration.between(clock.instant(), due);
    }
}
