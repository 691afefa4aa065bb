package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.operation.OperationalEvent;
import io.penstock.operation.OperationalEvent.KeyChanged;
import io.penstock.operation.OperationalEvent.SubscriptionChanged;
import io.penstock.operation.OperationalEvent.TenantChanged;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is announced of the registry's changes, as a stream of its table tells them: of each item how it was before, and
/// how it is now. The same change is announced in the same words each time.
///
/// A tenant is made with the entry that says whose its id is, and ends with its head; what it leaves then is removed
/// without a word. Keys are what is in their list; subscriptions, what is in the log of their changes.
public final class AnnouncedChanges {
    private final Heads heads;
    private final TenantNames names;

    AnnouncedChanges(Heads heads) {
        this.heads = requireNonNull(heads, "heads is null");
        this.names = new TenantNames(heads);
    }

    /// What is announced of a change of the item at `key`, in order; nothing, if it concerns the reserved tenant.
    ///
    /// @param before how it was; null if it was not there
    /// @param after how it is; null if it is gone
    /// @param at when it was changed
    /// @throws io.penstock.distributed.UnknownFormException if an item is in the form of another release
    public List<OperationalEvent> of(Key key, @Nullable Item before, @Nullable Item after, Instant at) {
        return all(key, before, after, at)
                .filter(event -> !event.tenant().equals(Tenant.RESERVED_ID))
                .toList();
    }

    private Stream<OperationalEvent> all(Key key, @Nullable Item before, @Nullable Item after, Instant at) {
        if (after == null) {
            return Stream.empty();
        }
        if (key.partition().equals(RegistryPlaces.TENANTS)) {
            return made(before, after);
        }
        var tenant = RegistryPlaces.tenantOf(key);
        if (tenant.isPresent()) {
            return switch (key.sort()) {
                case RegistryPlaces.HEAD -> ended(tenant.get(), before, after);
                case RegistryPlaces.KEYS -> keys(tenant.get(), before, after, at);
                default -> Stream.empty();
            };
        }
        return SubscriptionChange.of(after).flatMap(this::changed).stream();
    }

    /// Its id is taken again when it is renamed, which changes nothing.
    private Stream<OperationalEvent> made(@Nullable Item before, Item after) {
        var uid = OrderedTenants.uid(after);
        return before != null && OrderedTenants.uid(before).equals(uid)
                ? Stream.empty()
                : heads.find(uid).map(Head::tenant).<OperationalEvent>map(TenantChanged::created).stream();
    }

    private static Stream<OperationalEvent> ended(TenantUid uid, @Nullable Item before, Item after) {
        var now = Head.read(uid, after);
        return now.endedAt() == null
                        || (before != null && !Head.read(uid, before).isInForce())
                ? Stream.empty()
                : Stream.of(TenantChanged.deleted(now.tenant(), now.endedAt()));
    }

    private Stream<OperationalEvent> keys(TenantUid uid, @Nullable Item before, Item after, Instant at) {
        var old = KeyList.read(uid, before);
        var present = KeyList.read(uid, after);
        var tenant = names.apply(uid);
        var changed = new ArrayList<OperationalEvent>();
        for (var key : old.keys()) {
            if (present.find(key.id()).isEmpty()) {
                changed.add(KeyChanged.revoked(tenant, key, at));
            }
        }
        for (var key : present.keys()) {
            if (old.find(key.id()).isEmpty()) {
                changed.add(KeyChanged.created(tenant, key));
            }
        }
        return changed.stream();
    }

    private Optional<OperationalEvent> changed(SubscriptionChange change) {
        return change.kind()
                .announced()
                .map(announced -> SubscriptionChanged.of(
                        names.apply(change.tenant()),
                        announced,
                        change.uid(),
                        change.id(),
                        change.version(),
                        change.reason(),
                        change.at()));
    }
}
