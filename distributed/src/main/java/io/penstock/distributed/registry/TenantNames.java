package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.tenant.TenantUid;
import java.util.LinkedHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What tenants are called, or were. That never changes, so what was read is held: of those asked for last. Safe for use
/// by many threads.
final class TenantNames implements Function<TenantUid, String> {
    private static final int MAX_HELD = 10_000;

    private final Heads heads;

    /// In the order of their last use. Guarded by this.
    private final LinkedHashMap<TenantUid, String> held = new LinkedHashMap<>(16, 0.75f, true);

    TenantNames(Heads heads) {
        this.heads = requireNonNull(heads, "heads is null");
    }

    /// Its uid, if nobody knows it any more.
    @Override
    public String apply(TenantUid uid) {
        var present = held(uid);
        return present == null
                ? heads.find(uid).map(head -> hold(uid, head.tenant().id())).orElseGet(uid::toString)
                : present;
    }

    private synchronized @Nullable String held(TenantUid uid) {
        return held.get(uid);
    }

    private synchronized String hold(TenantUid uid, String name) {
        held.put(uid, name);
        if (held.size() > MAX_HELD) {
            held.pollFirstEntry();
        }
        return name;
    }
}
