package io.penstock.access;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is kept of a key: enough to know it again, not enough to use it.
///
/// @param id public part of the key, `key_…`
/// @param tenant whose events it reaches
/// @param name what people call it
/// @param hash SHA-256 of the whole key, in hexadecimal
/// @param createdAt when it was made
/// @param expiresAt from when on it is worth nothing; null if it never expires
public record ApiKey(
        String id,
        TenantUid tenant,
        String name,
        String hash,
        Instant createdAt,
        @Nullable Instant expiresAt) {
    /// Most keys of a tenant.
    public static final int MAX_PER_TENANT = 100;

    /// Most characters of a name.
    public static final int MAX_NAME = 100;

    public ApiKey {
        requireNonNull(id, "id is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(name, "name is null");
        requireNonNull(hash, "hash is null");
        requireNonNull(createdAt, "createdAt is null");
    }

    /// Whether it is worth nothing any more.
    public boolean hasExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /// Refuses one more key where there are `present`.
    ///
    /// @throws InvalidInputException if these are [#MAX_PER_TENANT]
    public static void checkRoom(long present) {
        if (present >= MAX_PER_TENANT) {
            throw new InvalidInputException(
                    "", "a tenant may have %d keys; revoke one first".formatted(MAX_PER_TENANT));
        }
    }

    @Override
    public String toString() {
        return "ApiKey[%s of %s]".formatted(id, tenant);
    }
}
