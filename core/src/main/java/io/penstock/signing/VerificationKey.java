package io.penstock.signing;

/// What a receiver verifies webhooks with: the secret it shares with the sender, or the sender's public key.
public sealed interface VerificationKey permits SharedSecret, Ed25519PublicKey {
    /// Reads either form, told apart by the prefix: `whsec_…` ([SharedSecret]) or `whpk_…`
    /// ([Ed25519PublicKey]).
    ///
    /// @throws IllegalArgumentException if it is neither; the message says what is, and never contains the
    ///     text
    static VerificationKey parse(String text) {
        if (text.startsWith(SharedSecret.PREFIX)) {
            return SharedSecret.parse(text);
        }
        if (text.startsWith(Ed25519PublicKey.PREFIX)) {
            return Ed25519PublicKey.parse(text);
        }
        if (text.startsWith(Ed25519KeyPair.PREFIX)) {
            throw new IllegalArgumentException("a private key (%s) stays with the sender: the public key (%s) is needed"
                    .formatted(Ed25519KeyPair.PREFIX, Ed25519PublicKey.PREFIX));
        }
        throw new IllegalArgumentException(
                "a verification key must start with %s or %s".formatted(SharedSecret.PREFIX, Ed25519PublicKey.PREFIX));
    }
}
