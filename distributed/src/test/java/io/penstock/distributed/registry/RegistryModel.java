package io.penstock.distributed.registry;

import io.penstock.distributed.registry.SubscriptionChange.Kind;
import io.penstock.event.Event;
import io.penstock.subscription.Selection;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.SubscriptionUid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What the subscriptions of a tenant were after each of its changes, told as the heads were written.
final class RegistryModel {
    /// A subscription after some change.
    record State(SubscriptionUid uid, String id, long version, Selection wants, long bytes) {}

    private final List<String> violations;
    private final SubscriptionLimits limits;

    /// After each version, from 0.
    private final List<Map<SubscriptionUid, State>> states = new ArrayList<>(List.of(Map.of()));

    private final List<Change> changes = new ArrayList<>();

    RegistryModel(List<String> violations, SubscriptionLimits limits) {
        this.violations = violations;
        this.limits = limits;
    }

    /// How many changes there were.
    long version() {
        return changes.size();
    }

    Change change(long version) {
        return changes.get((int) version - 1);
    }

    List<Change> changes() {
        return changes;
    }

    Map<SubscriptionUid, State> at(long version) {
        return states.get((int) version);
    }

    /// A head was written with a version that it did not have.
    void changed(Head head) {
        var change = head.change();
        if (head.version() != version() + 1 || change == null) {
            violations.add("version %d follows %d".formatted(head.version(), version()));
            return;
        }
        var before = at(version());
        var present = before.get(change.uid());
        if ((change.kind() == Kind.CREATED) != (present == null)) {
            violations.add("%s of what %s".formatted(change, present));
        }
        boolean taken = before.values().stream()
                .anyMatch(
                        other -> other.id().equals(change.id()) && !other.uid().equals(change.uid()));
        if (taken) {
            violations.add("%s has an id that another one has".formatted(change));
        }
        var after = new TreeMap<>(before);
        var stored = change.after();
        if (stored == null) {
            after.remove(change.uid());
        } else {
            var wants = SelectionJson.read(stored.body()).by(change.uid(), change.id());
            after.put(change.uid(), new State(change.uid(), change.id(), change.version(), wants, stored.bytes()));
        }
        changes.add(change);
        states.add(after);
        checkRoom(head, after);
    }

    private void checkRoom(Head head, Map<SubscriptionUid, State> after) {
        long bytes = after.values().stream().mapToLong(State::bytes).sum();
        if (head.subscriptions() != after.size() || head.bytes() != bytes) {
            violations.add("%s counts something else than %s".formatted(head, after.keySet()));
        }
        if (after.size() > limits.perTenant() || bytes > limits.bytesPerTenant()) {
            violations.add("version %d is past the limits".formatted(head.version()));
        }
    }

    /// Whether `what` holds of some version from `first` to `last`.
    boolean sometimes(long first, long last, Predicate<Map<SubscriptionUid, State>> what) {
        for (long version = first; version <= last; version++) {
            if (what.test(at(version))) {
                return true;
            }
        }
        return false;
    }

    /// Who wants `event`, in the order of their uids.
    List<SubscriptionUid> wanting(Event event, long version) {
        return at(version).values().stream()
                .filter(state -> state.wants().wantsType(event))
                .map(State::uid)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /// What the subscription of this id wanted then.
    Optional<Selection> asOf(String id, long version) {
        return at(version).values().stream()
                .filter(state -> Objects.equals(state.id(), id))
                .map(State::wants)
                .findAny();
    }
}
