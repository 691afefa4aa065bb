package io.penstock.delivery;

import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.TargetPermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/// Targets that answer what a test has told them to, one shipment after the other, and keep every shipment; without being
/// told, they take everything.
public final class ScriptedTargets implements Targets {
    /// How long every answer takes by its own account, in whole milliseconds.
    public static final Duration TOOK = Duration.ofMillis(80);

    /// What they call what they have taken.
    public static final String RECEIPT = "message-1";

    private final Queue<Function<Shipment, List<Answer>>> answers = new ArrayDeque<>();
    private final List<Shipment> shipments = new ArrayList<>();

    /// Answers the next shipment with these.
    public ScriptedTargets answer(Answer... all) {
        answers.add(_ -> List.of(all));
        return this;
    }

    /// Does not come to send anything: a failure of our own.
    public ScriptedTargets fail() {
        answers.add(_ -> {
            throw new IllegalStateException("there are no credentials");
        });
        return this;
    }

    /// For tests in which nothing is sent to targets.
    public static PermittedTargets unused() {
        return new PermittedTargets(new InMemoryRegistry().tenants(), TargetPermissions.NONE, shipment -> {
            throw new AssertionError("nothing is to be sent: " + shipment);
        });
    }

    /// What a service answers that has taken something.
    public static Answer taken() {
        return new Taken(RECEIPT, TOOK);
    }

    /// All shipments so far, in order.
    public List<Shipment> shipments() {
        return List.copyOf(shipments);
    }

    @Override
    public synchronized List<Answer> send(Shipment shipment) {
        shipments.add(shipment);
        var next = answers.poll();
        return next == null ? shipment.parcels().stream().map(_ -> taken()).toList() : next.apply(shipment);
    }
}
