package io.penstock.access;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes the keys of tenants.
public final class KeyAdministration {
    private final Keys keys;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random for the keys: a `SecureRandom`, unless in a test
    public KeyAdministration(Keys keys, InstantSource clock, RandomGenerator random) {
        this.keys = requireNonNull(keys, "keys is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
    }

    /// A key that was made.
    ///
    /// @param key what is kept of it
    /// @param text the key itself, to be shown once
    public record Made(ApiKey key, KeyText text) {
        public Made {
            requireNonNull(key, "key is null");
            requireNonNull(text, "text is null");
        }
    }

    /// Makes a key of `tenant`.
    ///
    /// @param name what people call it, 1 to [ApiKey#MAX_NAME] characters
    /// @param expiresAt from when on it is worth nothing; null if it never expires
    /// @throws InvalidInputException naming the field, if a limit is passed
    /// @throws TenantEndedException if the tenant is not in force
    public Made create(TenantUid tenant, String name, @Nullable Instant expiresAt) {
        if (name.isBlank() || name.length() > ApiKey.MAX_NAME) {
            throw new InvalidInputException("name", "must have 1 to %d characters".formatted(ApiKey.MAX_NAME));
        }
        var now = clock.instant();
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw new InvalidInputException(
                    "expiresAt", "must be in the future; leave it out for a key that never expires");
        }
        var text = KeyText.forTenant(random);
        var key = new ApiKey(
                text.id().orElseThrow(), tenant, name, text.hash(), now.truncatedTo(ChronoUnit.MILLIS), expiresAt);
        keys.add(key);
        return new Made(key, text);
    }
}
