package io.penstock.signing;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/// Ed25519 (RFC 8032) of the Java runtime, with keys as the plain bytes of the RFC.
final class Ed25519 {
    static final int SEED_LENGTH = 32;
    static final int PUBLIC_KEY_LENGTH = 32;
    static final int SIGNATURE_LENGTH = 64;

    private static final String ALGORITHM = "Ed25519";

    /// What comes before the 32 bytes of a public key in its X.509 form (RFC 8410 section 4).
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519() {}

    static PrivateKey privateKey(byte[] seed) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// @throws IllegalArgumentException if the bytes are not a point of the curve
    static PublicKey publicKey(byte[] bytes) {
        var encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + PUBLIC_KEY_LENGTH);
        System.arraycopy(bytes, 0, encoded, X509_HEAD.length, PUBLIC_KEY_LENGTH);
        try {
            var key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
            // The factory takes any 32 bytes; whether they are a point shows when the key is first used.
            Signature.getInstance(ALGORITHM).initVerify(key);
            return key;
        } catch (InvalidKeyException | InvalidKeySpecException e) {
            throw new IllegalArgumentException("the public key is not a point of Ed25519's curve", e);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// The public key that belongs to a seed. The Java runtime only computes it while it makes a new pair, so
    /// it is made to make this one: its source of randomness has the seed and nothing else.
    static byte[] publicKeyOf(byte[] seed) {
        try {
            var generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, new SeedOnly(seed));
            var pair = generator.generateKeyPair();
            if (!(pair.getPrivate() instanceof EdECPrivateKey made)
                    || !Arrays.equals(made.getBytes().orElseThrow(), seed)) {
                throw new IllegalStateException("Ed25519 of this Java runtime makes keys of more than the seed");
            }
            byte[] encoded = pair.getPublic().getEncoded();
            return Arrays.copyOfRange(encoded, encoded.length - PUBLIC_KEY_LENGTH, encoded.length);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    static byte[] sign(PrivateKey key, byte[] head, byte[] body) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(head);
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    static boolean verifies(PublicKey key, byte[] head, byte[] body, byte[] signed) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(head);
            signature.update(body);
            return signature.verify(signed);
        } catch (SignatureException malformed) {
            // 64 bytes that no signer makes, such as a number past the order of the group.
            return false;
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("Ed25519 does not work in this Java runtime", e);
    }

    private static final class SeedOnly extends SecureRandom {
        private static final long serialVersionUID = 1L;

        SeedOnly(byte[] seed) {
            super(new Source(seed), null);
        }

        private static final class Source extends SecureRandomSpi {
            private static final long serialVersionUID = 1L;

            private final byte[] seed;

            Source(byte[] seed) {
                this.seed = seed;
            }

            @Override
            protected void engineNextBytes(byte[] bytes) {
                if (bytes.length != seed.length) {
                    throw new IllegalStateException(
                            "asked for %d bytes, has the %d of a seed".formatted(bytes.length, seed.length));
                }
                System.arraycopy(seed, 0, bytes, 0, seed.length);
            }

            @Override
            protected void engineSetSeed(byte[] more) {
                // There is nothing to add to a seed that is given.
            }

            @Override
            protected byte[] engineGenerateSeed(int length) {
                throw new UnsupportedOperationException("has one seed, and no other to give");
            }
        }
    }
}
