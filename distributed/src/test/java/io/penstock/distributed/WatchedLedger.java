package io.penstock.distributed;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.event.EventKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Watches attempts: none begins whose outcome was written before, and none before its time; one outcome of each decides,
/// unless another is that it was delivered.
final class WatchedLedger implements DeliveryLedger {
    private final DeliveryLedger ledger;
    private final InstantSource clock;
    private final Set<EventKey> erased;
    private final List<String> violations;
    private final Consumer<DeliveryMessage> begun;
    private final Set<DeliveryMessage> written = new HashSet<>();
    private final Set<DeliveryMessage> decided = new HashSet<>();
    private final Map<DeliveryMessage, Instant> due = new HashMap<>();
    private final Map<DeliveryMessage, List<Attempt>> recorded = new HashMap<>();
    private final Map<DeliveryMessage, Integer> offered = new HashMap<>();

    /// @param erased the events of which no attempt is to begin
    /// @param violations where it says what it sees
    /// @param begun told of each that begins
    WatchedLedger(
            DeliveryLedger ledger,
            InstantSource clock,
            Set<EventKey> erased,
            List<String> violations,
            Consumer<DeliveryMessage> begun) {
        this.erased = erased;
        this.ledger = ledger;
        this.clock = clock;
        this.violations = violations;
        this.begun = begun;
    }

    /// The attempts that must be on record.
    Map<DeliveryMessage, List<Attempt>> recorded() {
        return recorded;
    }

    /// How many attempts may be on record.
    Map<DeliveryMessage, Integer> offered() {
        return offered;
    }

    @Override
    public Beginning begin(DeliveryMessage message) {
        boolean wasWritten = written.contains(message);
        var dueBefore = due.getOrDefault(message, Instant.MIN);
        boolean wasErased = erased.contains(message.event());
        var beginning = ledger.begin(message);
        if (beginning instanceof Beginning.Begun) {
            begun.accept(message);
            if (wasErased) {
                violations.add("an attempt was made after the event was erased: " + message);
            }
            if (wasWritten) {
                violations.add("an attempt was made again after its outcome was written: " + message);
            }
            if (clock.instant().plus(World.SKEW).isBefore(dueBefore)) {
                violations.add("an attempt was made before its time: " + message);
            }
        }
        return beginning;
    }

    @Override
    public boolean finish(DeliveryMessage message, Attempt attempt, Next next) {
        offered.merge(message, 1, Integer::sum);
        boolean isWritten = ledger.finish(message, attempt, next);
        boolean delivered = next instanceof Next.End end && end.state() == DeliveryState.DELIVERED;
        if (isWritten && !decided.add(message) && !delivered) {
            violations.add("two outcomes of an attempt decided what comes next: " + message);
        }
        written.add(message);
        recorded.computeIfAbsent(message, _ -> new ArrayList<>()).add(attempt);
        if (isWritten) {
            remember(message, next);
        }
        return isWritten;
    }

    @Override
    public boolean move(DeliveryMessage message, Next next) {
        boolean isWritten = ledger.move(message, next);
        if (isWritten) {
            remember(message, next);
        }
        return isWritten;
    }

    private void remember(DeliveryMessage message, Next next) {
        if (next instanceof Next.TryAt(var n, var at, var _)) {
            due.put(new DeliveryMessage(message.event(), message.subscription(), message.run(), n), at);
        }
    }
}
