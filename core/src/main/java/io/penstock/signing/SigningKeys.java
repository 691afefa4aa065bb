package io.penstock.signing;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The secrets of one sender, of which several are in force while one takes another's place: each webhook is
/// signed with all of them, so that a receiver can change over whenever it suits.
///
/// @param secrets 1 to [#MAX_SECRETS], newest first, no secret twice. The newest has no expiry, so that there
///     always is one to sign with; every other has.
public record SigningKeys(List<SecretInForce> secrets) {
    /// Secrets at once: each adds a signature, and its cost, to every webhook.
    public static final int MAX_SECRETS = 5;

    /// How long a secret outlives its successor's arrival if nothing else is said.
    public static final Duration DEFAULT_OVERLAP = Duration.ofHours(24);

    /// A longer overlap would be no rotation.
    public static final Duration MAX_OVERLAP = Duration.ofDays(30);

    public SigningKeys {
        secrets = List.copyOf(requireNonNull(secrets, "secrets is null"));
        if (secrets.isEmpty() || secrets.size() > MAX_SECRETS) {
            throw new IllegalArgumentException(
                    "there must be 1 to %d signing secrets, not %d".formatted(MAX_SECRETS, secrets.size()));
        }
        if (secrets.getFirst().expiresAt().isPresent()) {
            throw new IllegalArgumentException("the newest signing secret must not expire");
        }
        if (secrets.stream().skip(1).anyMatch(older -> older.expiresAt().isEmpty())) {
            throw new IllegalArgumentException("every signing secret but the newest must expire");
        }
        if (secrets.stream().map(SecretInForce::secret).distinct().count() < secrets.size()) {
            throw new IllegalArgumentException("a signing secret must not be there twice");
        }
    }

    /// One secret, in force from now on.
    public static SigningKeys of(SigningSecret secret) {
        return new SigningKeys(List.of(new SecretInForce(secret, Optional.empty())));
    }

    /// What to sign with at `now`: at least the newest, which comes first.
    public List<SigningSecret> inForce(Instant now) {
        return secrets.stream()
                .filter(held -> held.isAt(now))
                .map(SecretInForce::secret)
                .toList();
    }

    /// The newest, which receivers are to change over to.
    public SigningSecret newest() {
        return secrets.getFirst().secret();
    }

    /// With a new secret, and every older one in force for the overlap at most. Those that have expired are
    /// forgotten. Doing it twice with the same secret is the same as doing it once, except that an overlap
    /// may get shorter.
    ///
    /// @param overlap zero, if an old secret is known to others and must not be used again, to [#MAX_OVERLAP]
    /// @return empty if [#MAX_SECRETS] would be exceeded: all of these are still in use, and one must expire
    ///     first
    /// @throws IllegalArgumentException if the overlap is out of its limits
    public Optional<SigningKeys> rotated(SigningSecret next, Instant now, Duration overlap) {
        requireNonNull(next, "next is null");
        if (overlap.isNegative() || overlap.compareTo(MAX_OVERLAP) > 0) {
            throw new IllegalArgumentException(
                    "the overlap must be %s to %s, not %s".formatted(Duration.ZERO, MAX_OVERLAP, overlap));
        }
        var end = now.plus(overlap);
        var rotated = new ArrayList<SecretInForce>();
        rotated.add(new SecretInForce(next, Optional.empty()));
        secrets.stream()
                .filter(old -> !old.secret().equals(next))
                .map(old -> old.endingBy(end))
                .filter(old -> old.isAt(now))
                .forEach(rotated::add);
        return rotated.size() > MAX_SECRETS ? Optional.empty() : Optional.of(new SigningKeys(rotated));
    }
}
