package io.penstock.distributed.registry;

import io.penstock.subscription.Selection;
import io.penstock.subscription.SubscriptionUid;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// What all subscriptions of a tenant want, on the way from one version of the registry to another.
final class Snapshot implements Selections {
    private final Map<SubscriptionUid, Held> held = new LinkedHashMap<>();
    private long version;

    /// @param version the registry version that made its subscription what it is
    record Held(Selection selection, long version) {}

    Collection<Held> held() {
        return held.values();
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public void put(Selection selection, long version) {
        held.put(selection.uid(), new Held(selection, version));
        reached(version);
    }

    @Override
    public void remove(SubscriptionUid uid, long version) {
        held.remove(uid);
        reached(version);
    }

    @Override
    public void reached(long version) {
        this.version = Math.max(this.version, version);
    }
}
