package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.identity.Id128;
import io.penstock.tenant.TenantUid;
import java.util.Optional;

/// Keeps the snapshots of tenants, from which their subscriptions are loaded: so that nobody has to read a long log of
/// changes. It looks at states rather than at single changes: to be told of a tenant twice, late, or of one of many
/// changes only, is as good as to be told of each.
public final class SnapshotKeeper {
    /// For so few changes no snapshot is made, if nothing else is said: they are read in one request.
    static final int MIN_CHANGES = 200;

    /// Of how many subscriptions one has to have changed, lest a snapshot of many is made again and again.
    private static final int SHARE = 20;

    private final Heads heads;
    private final Snapshots snapshots;
    private final int minChanges;

    /// @param minChanges fewest changes for which a snapshot is made
    SnapshotKeeper(Heads heads, Snapshots snapshots, int minChanges) {
        this.heads = requireNonNull(heads, "heads is null");
        this.snapshots = requireNonNull(snapshots, "snapshots is null");
        this.minChanges = minChanges;
    }

    /// Makes a new snapshot of `tenant`, if its subscriptions were changed often enough since the last one.
    ///
    /// @return whether it was time for one
    public boolean keep(TenantUid tenant) {
        var head = heads.settled(tenant).filter(Head::isInForce).orElse(null);
        if (head == null || head.version() - snapshots.version(tenant) < enough(head)) {
            return false;
        }
        snapshots.renew(tenant, head.version());
        return true;
    }

    /// Whose subscriptions were changed if something was put into `partition` of the table; empty if nobody's were.
    public static Optional<TenantUid> tenantOf(String partition) {
        return partition.startsWith(RegistryPlaces.CHANGES)
                ? Optional.of(new TenantUid(Id128.parse(partition.substring(RegistryPlaces.CHANGES.length()))))
                : Optional.empty();
    }

    private long enough(Head head) {
        return Math.max(minChanges, head.subscriptions() / SHARE);
    }
}
