package io.penstock.signing;

import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A secret known to sender and receiver, for `v1` signatures (HMAC-SHA256).
///
/// Written `whsec_` + base64 of 24 to 64 random bytes. Safe for use by many threads.
public final class SharedSecret implements SigningSecret, VerificationKey {
    /// What the written form starts with.
    public static final String PREFIX = "whsec_";

    /// Bytes, by the specification (192 bits).
    public static final int MIN_LENGTH = 24;

    /// Bytes, by the specification (512 bits).
    public static final int MAX_LENGTH = 64;

    /// Bytes of a generated secret: as many as the signature has, past which HMAC gains nothing.
    static final int GENERATED_LENGTH = 32;

    static final int SIGNATURE_LENGTH = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] bytes;

    private SharedSecret(byte[] bytes) {
        if (bytes.length < MIN_LENGTH || bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException("a shared secret must have %d to %d bytes after %s, not %d"
                    .formatted(MIN_LENGTH, MAX_LENGTH, PREFIX, bytes.length));
        }
        this.bytes = bytes;
    }

    /// Reads the written form.
    ///
    /// @throws IllegalArgumentException if it is not one; the message never contains the text
    public static SharedSecret parse(String text) {
        return new SharedSecret(PrefixedBase64.read(PREFIX, requireNonNull(text, "text is null"), MAX_LENGTH));
    }

    /// A new secret of 32 bytes.
    ///
    /// @param random as unpredictable as the secret is to be: a `SecureRandom`, unless in a test
    public static SharedSecret generate(RandomGenerator random) {
        var bytes = new byte[GENERATED_LENGTH];
        random.nextBytes(bytes);
        return new SharedSecret(bytes);
    }

    @Override
    public String reveal() {
        return PrefixedBase64.write(PREFIX, bytes);
    }

    @Override
    public SharedSecret verificationKey() {
        return this;
    }

    /// Keys a Mac of its own each time: a keyed one to clone would save 270 ns, and take a kilobyte for every
    /// subscription.
    byte[] sign(byte[] head, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes, ALGORITHM));
            mac.update(head);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is missing from this Java runtime", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedSecret that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SharedSecret[%d bytes]".formatted(bytes.length);
    }
}
