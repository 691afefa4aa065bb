package io.penstock.aws;

import io.penstock.tenant.TenantUid;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Data keys in memory: for [#KEPT], up to [#MAX_KEYS] of either kind, those used last; and one is sealed with up to
/// [#MAX_SEALS] times, far below what GCM allows of nonces that are drawn by chance (2^32). Safe for use by many
/// threads; nobody waits for KMS in here.
final class DataKeys {
    /// For how long a key is used without asking KMS, whose answer may be another by then.
    static final Duration KEPT = Duration.ofMinutes(5);

    /// Most keys of one kind.
    static final int MAX_KEYS = 1_000;

    /// How many texts are sealed with one key.
    static final int MAX_SEALS = 1_000;

    private final InstantSource clock;
    private final Map<TenantUid, Kept> generated = new LeastUsedGoes<>();
    private final Map<Name, Kept> decrypted = new LeastUsedGoes<>();

    DataKeys(InstantSource clock) {
        this.clock = clock;
    }

    /// @param encrypted the key as it stands with what it seals
    private record Name(TenantUid tenant, ByteBuffer encrypted) {
        Name(TenantUid tenant, byte[] encrypted) {
            this(tenant, ByteBuffer.wrap(encrypted));
        }
    }

    private record Kept(DataKey key, Instant until, int seals) {}

    private static final class LeastUsedGoes<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        LeastUsedGoes() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MAX_KEYS;
        }
    }

    /// A key to seal one more text of `tenant` with; null if KMS has to make one.
    synchronized @Nullable DataKey toSeal(TenantUid tenant) {
        var kept = generated.get(tenant);
        if (kept == null || isOver(kept) || kept.seals() == MAX_SEALS) {
            generated.remove(tenant);
            return null;
        }
        generated.put(tenant, new Kept(kept.key(), kept.until(), kept.seals() + 1));
        return kept.key();
    }

    /// One that KMS made, and that one text is sealed with.
    synchronized void addGenerated(DataKey key) {
        generated.put(key.tenant(), new Kept(key, clock.instant().plus(KEPT), 1));
        addDecrypted(key);
    }

    /// A key to open with; null if KMS has to decrypt it.
    synchronized @Nullable DataKey toOpen(TenantUid tenant, byte[] encrypted) {
        var name = new Name(tenant, encrypted);
        var kept = decrypted.get(name);
        if (kept == null || isOver(kept)) {
            decrypted.remove(name);
            return null;
        }
        return kept.key();
    }

    /// One that KMS decrypted.
    synchronized void addDecrypted(DataKey key) {
        decrypted.put(
                new Name(key.tenant(), key.encrypted()),
                new Kept(key, clock.instant().plus(KEPT), 0));
    }

    private boolean isOver(Kept kept) {
        return !clock.instant().isBefore(kept.until());
    }
}
