package io.penstock.access;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/// Knows who holds a key.
public final class Authenticator {
    private static final String SCHEME = "Bearer ";

    private final Keys keys;
    private final Supplier<String> operatorHash;
    private final InstantSource clock;

    /// @param operatorHash [KeyText#hash] of the operator's key; asked for only if a key is none of a tenant's
    public Authenticator(Keys keys, Supplier<String> operatorHash, InstantSource clock) {
        this.keys = requireNonNull(keys, "keys is null");
        this.operatorHash = requireNonNull(operatorHash, "operatorHash is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /// Who sent the header `Authorization: Bearer <key>`; empty for a key that is not in force, and for
    /// anything else.
    ///
    /// @param authorization the header's value
    public Optional<Caller> authenticate(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return KeyText.read(authorization.substring(SCHEME.length()).strip()).flatMap(this::holder);
    }

    private Optional<Caller> holder(KeyText shown) {
        return tenant(shown).or(() -> operator(shown));
    }

    private Optional<Caller> tenant(KeyText shown) {
        return shown.id()
                .flatMap(keys::find)
                .filter(key -> shown.has(key.hash()))
                .filter(key -> !key.hasExpired(clock.instant()))
                .map(key -> new Caller.OfTenant(key.tenant()));
    }

    /// The operator was given any text, perhaps one that looks like a tenant's key.
    private Optional<Caller> operator(KeyText shown) {
        return shown.has(operatorHash.get()) ? Optional.of(new Caller.Operator()) : Optional.empty();
    }
}
