package io.penstock.signing;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/// A secret, and until when webhooks are signed with it.
///
/// @param expiresAt the first instant at which it is not used any more; empty as long as no other has taken
///     its place
public record SecretInForce(SigningSecret secret, Optional<Instant> expiresAt) {
    public SecretInForce {
        requireNonNull(secret, "secret is null");
        requireNonNull(expiresAt, "expiresAt is null");
    }

    boolean isAt(Instant now) {
        return expiresAt.map(now::isBefore).orElse(true);
    }

    /// Expires then, unless it does so earlier.
    SecretInForce endingBy(Instant end) {
        return isAt(end) ? new SecretInForce(secret, Optional.of(end)) : this;
    }
}
