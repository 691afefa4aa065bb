package io.penstock.signing;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A sender's own key pair, for `v1a` signatures (Ed25519, RFC 8032). The receiver only needs the public key.
///
/// Written `whsk_` + base64 of 64 bytes: the 32 of the private key (RFC 8032's seed), then the 32 of the
/// public key. The specification leaves these bytes open; this is the layout of Svix, where the scheme comes
/// from, and of libsodium. The 32 bytes of the private key alone, which the specification's Go library takes,
/// are read as well.
///
/// Safe for use by many threads. A signature takes about a thousand times as long as one of a [SharedSecret].
public final class Ed25519KeyPair implements SigningSecret {
    /// What the written form of the private key starts with.
    public static final String PREFIX = "whsk_";

    private static final int PAIR_LENGTH = Ed25519.SEED_LENGTH + Ed25519.PUBLIC_KEY_LENGTH;

    private final byte[] seed;
    private final PrivateKey privateKey;
    private final Ed25519PublicKey publicKey;

    private Ed25519KeyPair(byte[] seed) {
        this.seed = seed;
        this.privateKey = Ed25519.privateKey(seed);
        this.publicKey = new Ed25519PublicKey(Ed25519.publicKeyOf(seed));
    }

    /// Reads the written form, of 64 or 32 bytes.
    ///
    /// @throws IllegalArgumentException if it is not one, or its halves don't belong together; the message
    ///     never contains the text
    public static Ed25519KeyPair parse(String text) {
        byte[] bytes = PrefixedBase64.read(PREFIX, requireNonNull(text, "text is null"), PAIR_LENGTH);
        if (bytes.length != Ed25519.SEED_LENGTH && bytes.length != PAIR_LENGTH) {
            throw new IllegalArgumentException("a private key must have %d or %d bytes after %s, not %d"
                    .formatted(Ed25519.SEED_LENGTH, PAIR_LENGTH, PREFIX, bytes.length));
        }
        var pair = new Ed25519KeyPair(Arrays.copyOf(bytes, Ed25519.SEED_LENGTH));
        if (bytes.length == PAIR_LENGTH && !Arrays.equals(bytes, pair.bytes())) {
            throw new IllegalArgumentException("the last %d bytes after %s are not the public key of the first"
                    .formatted(Ed25519.PUBLIC_KEY_LENGTH, PREFIX));
        }
        return pair;
    }

    /// A new key pair.
    ///
    /// @param random as unpredictable as the key is to be: a `SecureRandom`, unless in a test
    public static Ed25519KeyPair generate(RandomGenerator random) {
        var seed = new byte[Ed25519.SEED_LENGTH];
        random.nextBytes(seed);
        return new Ed25519KeyPair(seed);
    }

    @Override
    public String reveal() {
        return PrefixedBase64.write(PREFIX, bytes());
    }

    /// The public key: all that receivers need.
    @Override
    public Ed25519PublicKey verificationKey() {
        return publicKey;
    }

    byte[] sign(byte[] head, byte[] body) {
        return Ed25519.sign(privateKey, head, body);
    }

    private byte[] bytes() {
        var bytes = Arrays.copyOf(seed, PAIR_LENGTH);
        System.arraycopy(publicKey.bytes(), 0, bytes, seed.length, Ed25519.PUBLIC_KEY_LENGTH);
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ed25519KeyPair that && MessageDigest.isEqual(seed, that.seed);
    }

    @Override
    public int hashCode() {
        return publicKey.hashCode();
    }

    @Override
    public String toString() {
        return "Ed25519KeyPair[%s]".formatted(publicKey);
    }
}
