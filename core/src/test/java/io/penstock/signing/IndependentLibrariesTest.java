package io.penstock.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.penstock.signing.Verification.Verified;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.junit.jupiter.api.Test;

/// Ours against theirs, in both directions: the Java library of the specification for `v1`, and Bouncy Castle
/// for `v1a`.
class IndependentLibrariesTest {
    private static final int ROUNDS = 100;
    private static final int MAX_BODY = 5000;

    @Test
    void theSpecificationsLibraryVerifiesWhatASharedSecretSigns() throws Exception {
        var random = Samples.random(1);
        for (int i = 0; i < ROUNDS; i++) {
            var secret = SharedSecret.generate(random);
            var body = text(random);
            // Their verification compares with the wall clock, which cannot be given to it.
            var headers = SignedHeaders.of(id(random), Instant.now(), body.getBytes(UTF_8), List.of(secret));
            var library = new Webhook(secret.reveal());

            assertThatCode(() -> library.verify(body, lists(headers))).doesNotThrowAnyException();
            assertThatThrownBy(() -> library.verify(body + ' ', lists(headers)))
                    .isInstanceOf(WebhookVerificationException.class);
        }
    }

    @Test
    void theSpecificationsLibraryVerifiesWhatSeveralSecretsSign() throws Exception {
        var random = Samples.random(2);
        List<SigningSecret> secrets =
                List.of(Ed25519KeyPair.generate(random), SharedSecret.generate(random), SharedSecret.generate(random));
        var headers = SignedHeaders.of(id(random), Instant.now(), Samples.BODY, secrets);
        var body = new String(Samples.BODY, UTF_8);

        for (var secret : secrets.subList(1, 3)) {
            var library = new Webhook(secret.reveal());
            assertThatCode(() -> library.verify(body, lists(headers))).doesNotThrowAnyException();
        }
    }

    @Test
    void aSharedSecretVerifiesWhatTheSpecificationsLibrarySigns() throws Exception {
        var random = Samples.random(3);
        for (int i = 0; i < ROUNDS; i++) {
            var secret = SharedSecret.generate(random);
            var sent = Samples.SENT.plusSeconds(random.nextInt(1_000_000_000));
            var id = id(random);
            var body = text(random);

            var signature = new Webhook(secret.reveal()).sign(id, sent.getEpochSecond(), body);
            var headers = new SignedHeaders(id, Long.toString(sent.getEpochSecond()), signature);

            assertThat(new SignatureVerifier(List.of(secret))
                            .verify(Samples.lookup(headers), body.getBytes(UTF_8), sent))
                    .isEqualTo(new Verified(id, sent));
            assertThat(SignedHeaders.of(id, sent, body.getBytes(UTF_8), List.of(secret)))
                    .isEqualTo(headers);
        }
    }

    @Test
    void bouncyCastleVerifiesWhatAKeyPairSigns() {
        var random = Samples.random(4);
        for (int i = 0; i < ROUNDS; i++) {
            var pair = Ed25519KeyPair.generate(random);
            byte[] body = Samples.bytes(random, random.nextInt(MAX_BODY));
            var headers = SignedHeaders.of(id(random), Samples.SENT, body, List.of(pair));

            var verifier = new Ed25519Signer();
            verifier.init(
                    false,
                    new Ed25519PublicKeyParameters(bytes(pair.verificationKey().format())));
            update(verifier, headers.id(), Samples.SENT, body);

            assertThat(headers.signature()).startsWith("v1a,");
            assertThat(verifier.verifySignature(
                            Base64.getDecoder().decode(headers.signature().substring("v1a,".length()))))
                    .isTrue();
        }
    }

    @Test
    void aPublicKeyVerifiesWhatBouncyCastleSigns() {
        var random = Samples.random(5);
        for (int i = 0; i < ROUNDS; i++) {
            var theirs = new Ed25519PrivateKeyParameters(Samples.bytes(random, Ed25519.SEED_LENGTH));
            byte[] body = Samples.bytes(random, random.nextInt(MAX_BODY));
            var id = id(random);
            var signer = new Ed25519Signer();
            signer.init(true, theirs);
            update(signer, id, Samples.SENT, body);
            var headers = new SignedHeaders(id, "1614265330", "v1a," + base64(signer.generateSignature()));

            var publicKey = VerificationKey.parse(
                    "whpk_" + base64(theirs.generatePublicKey().getEncoded()));
            var pair = SigningSecret.parse("whsk_" + base64(theirs.getEncoded()));

            assertThat(new SignatureVerifier(List.of(publicKey)).verify(Samples.lookup(headers), body, Samples.SENT))
                    .isEqualTo(new Verified(id, Samples.SENT));
            assertThat(SignedHeaders.of(id, Samples.SENT, body, List.of(pair))).isEqualTo(headers);
        }
    }

    private static void update(Signer signer, String id, Instant sent, byte[] body) {
        var signed = new ByteArrayOutputStream();
        signed.writeBytes("%s.%d.".formatted(id, sent.getEpochSecond()).getBytes(UTF_8));
        signed.writeBytes(body);
        signer.update(signed.toByteArray(), 0, signed.size());
    }

    private static Map<String, List<String>> lists(SignedHeaders headers) {
        return Samples.map(headers).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
    }

    private static String id(RandomGenerator random) {
        return "msg_" + Long.toUnsignedString(random.nextLong(), 36);
    }

    /// Text of one to four bytes a character, as their library takes the body as text only.
    private static String text(RandomGenerator random) {
        return random.ints(random.nextInt(MAX_BODY / 4), 0, Character.MAX_CODE_POINT + 1)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static byte[] bytes(String key) {
        return Base64.getDecoder().decode(key.substring("whpk_".length()));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
