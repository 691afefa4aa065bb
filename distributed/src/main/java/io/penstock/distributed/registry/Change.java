package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.Item;
import io.penstock.distributed.registry.SubscriptionChange.Kind;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A change of a subscription, with all that is needed to do it, once or again.
///
/// @param kind what was done
/// @param uid of which subscription
/// @param id what that is called
/// @param version the registry version that it makes
/// @param selected since which version the subscription wants what it wants: this one, if that changes
/// @param at when
/// @param after how the subscription stands from then on; null if it is deleted
record Change(
        Kind kind,
        SubscriptionUid uid,
        String id,
        long version,
        long selected,
        Instant at,
        @Nullable Stored after) {
    Change {
        requireNonNull(kind, "kind is null");
        requireNonNull(uid, "uid is null");
        requireNonNull(id, "id is null");
        requireNonNull(at, "at is null");
        if ((after == null) != (kind == Kind.DELETED)) {
            throw new IllegalArgumentException("a change that is %s".formatted(kind));
        }
    }

    /// A subscription as it stands in an item.
    ///
    /// @param body what may be read
    /// @param sealed what may be secret
    /// @param bytes what it takes of the tenant's room
    record Stored(String body, byte[] sealed, long bytes) {
        Stored {
            requireNonNull(body, "body is null");
            requireNonNull(sealed, "sealed is null");
        }
    }

    /// Whether it changes what the subscription wants.
    boolean selects() {
        return selected == version;
    }

    /// What it is in an item that has other things, too.
    Item in(Item item) {
        var more = item.with("change", kind.text())
                .with("changeUid", uid.value().text())
                .with("changeId", id)
                .with("changeSelected", selected)
                .with("changeAt", at);
        return after == null
                ? more
                : more.with("changeBody", after.body)
                        .with("changeSealed", after.sealed)
                        .with("changeBytes", after.bytes);
    }

    /// What [#in] put there; null if there is none.
    ///
    /// @param version the registry version that it makes
    static @Nullable Change of(Item item, long version) {
        if (!item.has("change")) {
            return null;
        }
        var stored = item.has("changeBody")
                ? new Stored(item.text("changeBody"), item.bytes("changeSealed"), item.number("changeBytes"))
                : null;
        return new Change(
                Kind.of(item.text("change")),
                new SubscriptionUid(Id128.parse(item.text("changeUid"))),
                item.text("changeId"),
                version,
                item.number("changeSelected"),
                item.time("changeAt"),
                stored);
    }
}
