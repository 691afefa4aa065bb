package io.penstock.signing;

import static java.util.Objects.requireNonNull;

import java.security.PublicKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The public half of an [Ed25519KeyPair], with which anyone can verify `v1a` signatures. No secret.
///
/// Written `whpk_` + base64 of 32 bytes (RFC 8032 section 5.1.2). Safe for use by many threads.
public final class Ed25519PublicKey implements VerificationKey {
    /// What the written form starts with.
    public static final String PREFIX = "whpk_";

    private final byte[] bytes;
    private final PublicKey key;

    Ed25519PublicKey(byte[] bytes) {
        if (bytes.length != Ed25519.PUBLIC_KEY_LENGTH) {
            throw new IllegalArgumentException("a public key must have %d bytes after %s, not %d"
                    .formatted(Ed25519.PUBLIC_KEY_LENGTH, PREFIX, bytes.length));
        }
        this.bytes = bytes;
        this.key = Ed25519.publicKey(bytes);
    }

    /// Reads the written form.
    ///
    /// @throws IllegalArgumentException if it is not one
    public static Ed25519PublicKey parse(String text) {
        return new Ed25519PublicKey(
                PrefixedBase64.read(PREFIX, requireNonNull(text, "text is null"), Ed25519.PUBLIC_KEY_LENGTH));
    }

    /// The written form, which [#parse] reads.
    public String format() {
        return PrefixedBase64.write(PREFIX, bytes);
    }

    boolean verifies(byte[] head, byte[] body, byte[] signature) {
        return Ed25519.verifies(key, head, body, signature);
    }

    /// Not to be changed.
    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ed25519PublicKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return format();
    }
}
