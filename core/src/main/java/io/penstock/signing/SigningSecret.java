package io.penstock.signing;

/// What a sender signs webhooks with: a secret it shares with the receiver, or a key pair of its own.
///
/// `toString` never shows what is secret; [#reveal] does.
public sealed interface SigningSecret permits SharedSecret, Ed25519KeyPair {
    /// Reads either form, told apart by the prefix: `whsec_…` ([SharedSecret]) or `whsk_…`
    /// ([Ed25519KeyPair]).
    ///
    /// @throws IllegalArgumentException if it is neither; the message says what is, and never contains the
    ///     text
    static SigningSecret parse(String text) {
        if (text.startsWith(SharedSecret.PREFIX)) {
            return SharedSecret.parse(text);
        }
        if (text.startsWith(Ed25519KeyPair.PREFIX)) {
            return Ed25519KeyPair.parse(text);
        }
        if (text.startsWith(Ed25519PublicKey.PREFIX)) {
            throw new IllegalArgumentException("a public key (%s) cannot sign: a private key (%s) is needed"
                    .formatted(Ed25519PublicKey.PREFIX, Ed25519KeyPair.PREFIX));
        }
        throw new IllegalArgumentException(
                "a signing secret must start with %s or %s".formatted(SharedSecret.PREFIX, Ed25519KeyPair.PREFIX));
    }

    /// The secret in its written form, which [#parse] reads: to be stored encrypted, and shown to its owner
    /// once.
    String reveal();

    /// What a receiver needs to verify signatures made with this.
    VerificationKey verificationKey();
}
