package io.penstock.signing;

import static java.util.Objects.requireNonNull;

import io.penstock.signing.Verification.MalformedId;
import io.penstock.signing.Verification.MalformedTimestamp;
import io.penstock.signing.Verification.MissingHeader;
import io.penstock.signing.Verification.NoMatchingSignature;
import io.penstock.signing.Verification.TooManySignatures;
import io.penstock.signing.Verification.TooNew;
import io.penstock.signing.Verification.TooOld;
import io.penstock.signing.Verification.Verified;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Tells whether a webhook comes from a holder of a key, unchanged, and lately.
///
/// Safe for use by many threads.
public final class SignatureVerifier {
    /// How far the sender's time may be from ours, in both directions, if nothing else is said.
    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    /// A tolerance above this would be no protection from replays.
    public static final Duration MAX_TOLERANCE = Duration.ofDays(1);

    /// Keys to verify with.
    public static final int MAX_KEYS = 10;

    /// Signatures of a webhook. Each may cost a verification per key, so a stranger must not be free to send
    /// many.
    public static final int MAX_SIGNATURES = 10;

    /// Digits of a timestamp: enough for thirty thousand years, and far from overflow.
    private static final int MAX_TIMESTAMP_DIGITS = 12;

    private final List<VerificationKey> keys;
    private final Duration tolerance;

    /// With [#DEFAULT_TOLERANCE].
    ///
    /// @param keys 1 to [#MAX_KEYS]; a signature by any of them will do
    public SignatureVerifier(List<? extends VerificationKey> keys) {
        this(keys, DEFAULT_TOLERANCE);
    }

    /// @param keys 1 to [#MAX_KEYS]; a signature by any of them will do
    /// @param tolerance 1 second to [#MAX_TOLERANCE]; what is below a second is cut off
    public SignatureVerifier(List<? extends VerificationKey> keys, Duration tolerance) {
        requireNonNull(keys, "keys is null");
        requireNonNull(tolerance, "tolerance is null");
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException(
                    "signatures are verified with 1 to %d keys, not %d".formatted(MAX_KEYS, keys.size()));
        }
        if (tolerance.toSeconds() < 1 || tolerance.compareTo(MAX_TOLERANCE) > 0) {
            throw new IllegalArgumentException("the tolerance must be %s to %s, not %s"
                    .formatted(Duration.ofSeconds(1), MAX_TOLERANCE, tolerance));
        }
        this.keys = List.copyOf(keys);
        this.tolerance = tolerance;
    }

    /// Verifies one webhook. Times are compared in whole seconds, as senders state them.
    ///
    /// @param headers the request's header of a name; asked for lower case names, to be found in any case
    /// @param body exactly the bytes that came
    public Verification verify(Function<String, Optional<String>> headers, byte[] body, Instant now) {
        var id = headers.apply(SignedHeaders.ID).orElse("");
        var timestamp = headers.apply(SignedHeaders.TIMESTAMP).orElse("");
        var signature = headers.apply(SignedHeaders.SIGNATURE).orElse("");
        if (id.isEmpty()) {
            return new MissingHeader(SignedHeaders.ID);
        }
        if (timestamp.isEmpty()) {
            return new MissingHeader(SignedHeaders.TIMESTAMP);
        }
        if (signature.isEmpty()) {
            return new MissingHeader(SignedHeaders.SIGNATURE);
        }
        if (!SignedHeaders.isId(id)) {
            return new MalformedId();
        }
        if (timestamp.length() > MAX_TIMESTAMP_DIGITS || !timestamp.chars().allMatch(SignatureVerifier::isDigit)) {
            return new MalformedTimestamp();
        }
        var sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
        var age = Duration.ofSeconds(now.getEpochSecond() - sent.getEpochSecond());
        if (age.toSeconds() > tolerance.toSeconds()) {
            return new TooOld(sent, age, tolerance);
        }
        if (-age.toSeconds() > tolerance.toSeconds()) {
            return new TooNew(sent, age.negated(), tolerance);
        }
        var signatures = ReceivedSignatures.parse(signature, MAX_SIGNATURES);
        if (signatures.isEmpty()) {
            return new TooManySignatures(MAX_SIGNATURES);
        }
        return anyMatches(signatures.get(), SignedHeaders.head(id, timestamp), body)
                ? new Verified(id, sent)
                : new NoMatchingSignature();
    }

    private boolean anyMatches(ReceivedSignatures signatures, byte[] head, byte[] body) {
        return keys.stream().anyMatch(key -> switch (key) {
            case SharedSecret shared -> anyMatches(signatures.byShared(), shared, head, body);
            case Ed25519PublicKey publicKey ->
                signatures.byEd25519().stream().anyMatch(signature -> publicKey.verifies(head, body, signature));
        });
    }

    private static boolean anyMatches(List<byte[]> signatures, SharedSecret shared, byte[] head, byte[] body) {
        if (signatures.isEmpty()) {
            return false;
        }
        byte[] expected = shared.sign(head, body);
        // In constant time: how much of a guess is right must not show in how long it takes to be refused.
        return signatures.stream().anyMatch(signature -> MessageDigest.isEqual(expected, signature));
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }
}
