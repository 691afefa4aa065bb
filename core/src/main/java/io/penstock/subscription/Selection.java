package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.event.Event;
import io.penstock.filter.Filter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which events a subscription wants, or wanted: what tells why an event went to it, or did not. Nothing of it
/// is secret, so it may be kept for longer than the subscription.
///
/// @param uid whose it is
/// @param id what the subscription is called, or was
/// @param types what it wants
/// @param filter a condition on the whole event, if there is one
/// @param ordered whether it wants those of a key one after the other
public record Selection(
        SubscriptionUid uid,
        String id,
        List<TypePattern> types,
        @Nullable Filter filter,
        boolean ordered) {
    public Selection {
        requireNonNull(uid, "uid is null");
        requireNonNull(id, "id is null");
        types = List.copyOf(types);
    }

    /// One that wants them in no order.
    public Selection(SubscriptionUid uid, String id, List<TypePattern> types, @Nullable Filter filter) {
        this(uid, id, types, filter, false);
    }

    /// Whether it wants events of this event's type, whatever its filter says.
    public boolean wantsType(Event event) {
        return types.stream().anyMatch(type -> type.matches(event.type()));
    }
}
