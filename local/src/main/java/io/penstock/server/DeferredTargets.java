package io.penstock.server;

import io.penstock.delivery.Targets;
import io.penstock.destination.AwsTargets;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// [AwsTargets] that are made, and their classes loaded, when something is sent to one of them: most servers never do that.
final class DeferredTargets implements Targets, AutoCloseable {
    private final InstantSource clock;
    private @Nullable AwsTargets made;

    DeferredTargets(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public List<Answer> send(Shipment shipment) {
        return made().send(shipment);
    }

    private synchronized AwsTargets made() {
        var present = made;
        if (present == null) {
            present = AwsTargets.standard(clock);
            made = present;
        }
        return present;
    }

    @Override
    public synchronized void close() {
        if (made != null) {
            made.close();
        }
    }
}
