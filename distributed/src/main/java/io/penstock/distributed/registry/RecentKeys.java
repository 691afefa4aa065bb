package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.access.ApiKey;
import io.penstock.access.Keys;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Keys that were found lately, so that not every request reads the table: one that is revoked elsewhere, or whose tenant
/// ends, is found here for up to [#FOR] longer. One that is made is found at once, since it is not held that there is
/// none. Safe for use by many threads.
final class RecentKeys implements Keys {
    /// How long a key is found that was found before.
    static final Duration FOR = Duration.ofSeconds(30);

    private static final int MAX_KEYS = 1_000;

    private final Keys keys;
    private final InstantSource clock;
    private final LinkedHashMap<String, Found> found = new LinkedHashMap<>(16, 0.75f, true);

    private record Found(ApiKey key, Instant at) {}

    RecentKeys(Keys keys, InstantSource clock) {
        this.keys = requireNonNull(keys, "keys is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public Optional<ApiKey> find(String id) {
        // Before it is read: what is revoked while it is read counts from then on.
        var now = clock.instant();
        var recent = recent(id, now);
        if (recent.isPresent()) {
            return recent;
        }
        var read = keys.find(id);
        read.ifPresent(key -> keep(id, new Found(key, now)));
        return read;
    }

    private synchronized Optional<ApiKey> recent(String id, Instant now) {
        return Optional.ofNullable(found.get(id))
                .filter(recent -> !now.isBefore(recent.at) && now.isBefore(recent.at.plus(FOR)))
                .map(Found::key);
    }

    private synchronized void keep(String id, Found read) {
        found.put(id, read);
        if (found.size() > MAX_KEYS) {
            found.pollFirstEntry();
        }
    }

    private synchronized void forget(String id) {
        found.remove(id);
    }

    @Override
    public List<ApiKey> list(TenantUid tenant) {
        return keys.list(tenant);
    }

    @Override
    public void add(ApiKey key) {
        keys.add(key);
    }

    @Override
    public boolean revoke(TenantUid tenant, String id) {
        boolean revoked = keys.revoke(tenant, id);
        forget(id);
        return revoked;
    }
}
