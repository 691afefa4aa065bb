package io.penstock.api;

import io.penstock.input.InvalidInputException;
import io.penstock.signing.Ed25519KeyPair;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningSecret;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The signature schemes of Standard Webhooks, by the names they have there.
enum Signature {
    /// HMAC-SHA256 with a secret that both sides know.
    V1,
    /// Ed25519 with a key pair, of which the receiver knows the public half.
    V1A;

    private static final Map<String, Signature> WORDS = Words.of(values());

    static Signature of(SigningSecret secret) {
        return switch (secret) {
            case SharedSecret _ -> V1;
            case Ed25519KeyPair _ -> V1A;
        };
    }

    /// The scheme that the field `signature` names.
    static Optional<Signature> read(Fields fields) {
        return fields.word("signature", WORDS);
    }

    /// The secret in the field `secret`.
    static Optional<SigningSecret> readSecret(Fields fields) {
        return fields.text("secret").map(text -> {
            try {
                return SigningSecret.parse(text);
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException(fields.at("secret"), String.valueOf(e.getMessage()));
            }
        });
    }

    /// The secret that the fields `secret` and `signature` ask for: the one that is given, or a new one.
    ///
    /// @param standard the scheme if the fields say nothing of it
    static SigningSecret choose(Fields fields, Signature standard, RandomGenerator random) {
        var scheme = read(fields);
        var given = readSecret(fields);
        if (given.isPresent()) {
            scheme.filter(said -> said != of(given.get())).ifPresent(said -> {
                throw new InvalidInputException(
                        fields.at("secret"),
                        "is one for the signature %s, and the field 'signature' says %s"
                                .formatted(Words.of(of(given.get())), Words.of(said)));
            });
            return given.get();
        }
        return switch (scheme.orElse(standard)) {
            case V1 -> SharedSecret.generate(random);
            case V1A -> Ed25519KeyPair.generate(random);
        };
    }
}
