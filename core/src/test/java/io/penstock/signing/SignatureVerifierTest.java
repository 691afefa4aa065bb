package io.penstock.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.signing.Verification.MalformedId;
import io.penstock.signing.Verification.MalformedTimestamp;
import io.penstock.signing.Verification.MissingHeader;
import io.penstock.signing.Verification.NoMatchingSignature;
import io.penstock.signing.Verification.Rejected;
import io.penstock.signing.Verification.TooManySignatures;
import io.penstock.signing.Verification.TooNew;
import io.penstock.signing.Verification.TooOld;
import io.penstock.signing.Verification.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureVerifierTest {
    private static final SharedSecret SHARED = SharedSecret.parse(Samples.SHARED);
    private static final Ed25519KeyPair PAIR = Ed25519KeyPair.parse(Samples.PAIR);
    private static final SignatureVerifier BY_SHARED = new SignatureVerifier(List.of(SHARED));
    private static final SignatureVerifier BY_PUBLIC_KEY = new SignatureVerifier(List.of(PAIR.verificationKey()));
    private static final SignedHeaders SIGNED = signed(SHARED);
    private static final Verified VERIFIED = new Verified(Samples.ID, Samples.SENT);

    @Test
    void aSignatureByTheSharedSecretIsVerified() {
        assertThat(verify(BY_SHARED, SIGNED)).isEqualTo(VERIFIED);
    }

    @Test
    void aSignatureByTheKeyPairIsVerifiedWithThePublicKey() {
        assertThat(verify(BY_PUBLIC_KEY, signed(PAIR))).isEqualTo(VERIFIED);
    }

    @Test
    void theSignatureOfTheSpecificationsGoLibraryIsVerified() {
        var verifier = new SignatureVerifier(
                List.of(SigningSecret.parse(Samples.GO_PAIR).verificationKey()));

        assertThat(verify(verifier, withSignature(Samples.GO_SIGNATURE))).isEqualTo(VERIFIED);
    }

    @Test
    void anyOfTheKeysWillDo() {
        var verifier = new SignatureVerifier(
                List.of(SharedSecret.generate(Samples.random(1)), PAIR.verificationKey(), SHARED));

        assertThat(verify(verifier, SIGNED)).isEqualTo(VERIFIED);
        assertThat(verify(verifier, signed(PAIR))).isEqualTo(VERIFIED);
    }

    @Test
    void anyOfTheSignaturesWillDo() {
        var stranger = SharedSecret.generate(Samples.random(2));
        var strangers = Ed25519KeyPair.generate(Samples.random(2));

        assertThat(verify(BY_SHARED, signed(stranger, strangers, PAIR, SHARED))).isEqualTo(VERIFIED);
        assertThat(verify(BY_PUBLIC_KEY, signed(stranger, strangers, PAIR, SHARED)))
                .isEqualTo(VERIFIED);
        assertThat(verify(BY_SHARED, signed(stranger, strangers, PAIR))).isEqualTo(new NoMatchingSignature());
        assertThat(verify(BY_PUBLIC_KEY, signed(stranger, strangers, SHARED))).isEqualTo(new NoMatchingSignature());
    }

    @Test
    void signaturesOfUnknownVersionsAndMalformedOnesAreLeftOut() {
        var signature = "v2,AAAA v1 v1, nonsense v1,%%% v1,AAAA  v1a,AAAA " + Samples.SHARED_SIGNATURE + " ";

        assertThat(verify(BY_SHARED, withSignature(signature))).isEqualTo(VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1",
                "v1,",
                ",",
                " ",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1O",
                "v1,=",
                "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
            })
    void aSignatureThatIsNotExactlyItDoesNotMatch(String signature) {
        assertThat(verify(BY_SHARED, withSignature(signature))).isEqualTo(new NoMatchingSignature());
    }

    @Test
    void aSignatureByOneSchemeDoesNotPassForTheOther() {
        var shared = SIGNED.signature().replace("v1,", "v1a,");
        var pair = signed(PAIR).signature().replace("v1a,", "v1,");

        assertThat(verify(BY_PUBLIC_KEY, withSignature(shared))).isEqualTo(new NoMatchingSignature());
        assertThat(verify(BY_SHARED, withSignature(pair))).isEqualTo(new NoMatchingSignature());
    }

    @Test
    void anyChangeOfIdTimestampBodyOrSignatureIsNoticed() {
        var random = Samples.random(42);
        var verifier = new SignatureVerifier(List.of(SHARED, PAIR.verificationKey()));
        for (int i = 0; i < 200; i++) {
            byte[] body = Samples.bytes(random, 1 + random.nextInt(300));
            var headers = SignedHeaders.of(
                    "msg_" + Long.toHexString(random.nextLong()),
                    Samples.SENT,
                    body,
                    List.of(i % 2 == 0 ? SHARED : PAIR));
            assertThat(verifier.verify(Samples.lookup(headers), body, Samples.SENT))
                    .isInstanceOf(Verified.class);

            byte[] changed = body.clone();
            changed[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] longer = Arrays.copyOf(body, body.length + 1);
            byte[] shorter = Arrays.copyOf(body, body.length - 1);
            for (byte[] other : List.of(changed, longer, shorter)) {
                assertThat(verifier.verify(Samples.lookup(headers), other, Samples.SENT))
                        .isEqualTo(new NoMatchingSignature());
            }
            for (var other : List.of(
                    new SignedHeaders(headers.id() + "0", headers.timestamp(), headers.signature()),
                    new SignedHeaders(headers.id(), "1614265331", headers.signature()),
                    new SignedHeaders(headers.id(), "01614265330", headers.signature()),
                    new SignedHeaders(
                            headers.id(),
                            headers.timestamp(),
                            withOneChanged(headers.signature(), random.nextInt(40))))) {
                assertThat(verifier.verify(Samples.lookup(other), body, Samples.SENT))
                        .isEqualTo(new NoMatchingSignature());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SignedHeaders.ID, SignedHeaders.TIMESTAMP, SignedHeaders.SIGNATURE})
    void aMissingOrEmptyHeaderIsNamed(String name) {
        var headers = new HashMap<>(Samples.map(SIGNED));
        headers.put(name, "");
        assertThat(BY_SHARED.verify(asked -> Optional.ofNullable(headers.get(asked)), Samples.BODY, Samples.SENT))
                .isEqualTo(new MissingHeader(name));

        headers.remove(name);
        assertThat(BY_SHARED.verify(asked -> Optional.ofNullable(headers.get(asked)), Samples.BODY, Samples.SENT))
                .isEqualTo(new MissingHeader(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "now",
                "-1614265330",
                "+1614265330",
                "1614265330.0",
                " 1614265330",
                "1e9",
                "1614265330123456",
                "\u0661\u0666\u0661\u0664\u0662\u0666\u0665\u0663\u0663\u0660"
            })
    void aTimestampThatIsNoWholeNumberOfSecondsIsMalformed(String timestamp) {
        var headers = new SignedHeaders(Samples.ID, timestamp, SIGNED.signature());

        assertThat(verify(BY_SHARED, headers)).isEqualTo(new MalformedTimestamp());
    }

    @Test
    void aSignatureDoesNotHoldForTheSameBytesDividedElsewhere() {
        byte[] body = "1614999999.5".getBytes(US_ASCII);
        byte[] rest = "5".getBytes(US_ASCII);
        var headers = SignedHeaders.of(Samples.ID, Samples.SENT, body, List.of(SHARED));
        var divided = new SignedHeaders(Samples.ID + ".1614265330", "1614999999", headers.signature());

        assertThat(BY_SHARED.verify(Samples.lookup(divided), rest, Instant.ofEpochSecond(1_614_999_999L)))
                .isEqualTo(new MalformedId());
    }

    @Test
    void anAttemptIsAcceptedUpToFiveMinutesLater() {
        var tolerance = Duration.ofMinutes(5);

        assertThat(verifyAt(Samples.SENT.plus(tolerance).plusNanos(999_999_999)))
                .isEqualTo(VERIFIED);
        assertThat(verifyAt(Samples.SENT.plus(tolerance).plusSeconds(1)))
                .isEqualTo(new TooOld(Samples.SENT, Duration.ofSeconds(301), tolerance));
    }

    @Test
    void anAttemptIsAcceptedFromAClockThatIsUpToFiveMinutesAhead() {
        var tolerance = Duration.ofMinutes(5);

        assertThat(verifyAt(Samples.SENT.minus(tolerance))).isEqualTo(VERIFIED);
        assertThat(verifyAt(Samples.SENT.minus(tolerance).minusNanos(1)))
                .isEqualTo(new TooNew(Samples.SENT, Duration.ofSeconds(301), tolerance));
    }

    @Test
    void theToleranceCanBeChosen() {
        var verifier = new SignatureVerifier(List.of(SHARED), Duration.ofSeconds(10));

        assertThat(verifier.verify(Samples.lookup(SIGNED), Samples.BODY, Samples.SENT.plusSeconds(10)))
                .isEqualTo(VERIFIED);
        assertThat(verifier.verify(Samples.lookup(SIGNED), Samples.BODY, Samples.SENT.plusSeconds(11)))
                .isInstanceOf(TooOld.class);
    }

    @Test
    void moreSignaturesThanTheLimitAreRefused() {
        var strangers = String.join(" ", Collections.nCopies(9, "v3,AAAA"));

        assertThat(verify(BY_SHARED, withSignature(strangers + ' ' + Samples.SHARED_SIGNATURE)))
                .isEqualTo(VERIFIED);
        assertThat(verify(BY_SHARED, withSignature(strangers + " v3,AAAA " + Samples.SHARED_SIGNATURE)))
                .isEqualTo(new TooManySignatures(10));
    }

    @Test
    void everyRejectionIsExplained() {
        List<Rejected> rejections = List.of(
                new MissingHeader(SignedHeaders.ID),
                new MalformedId(),
                new MalformedTimestamp(),
                new TooOld(Samples.SENT, Duration.ofSeconds(301), Duration.ofMinutes(5)),
                new TooNew(Samples.SENT, Duration.ofSeconds(302), Duration.ofMinutes(5)),
                new TooManySignatures(10),
                new NoMatchingSignature());

        assertThat(rejections)
                .extracting(Rejected::explanation)
                .satisfiesExactly(
                        missing -> assertThat(missing).contains("webhook-id"),
                        id -> assertThat(id).contains("webhook-id").contains("256"),
                        timestamp -> assertThat(timestamp).contains("webhook-timestamp"),
                        old -> assertThat(old).contains("301 seconds ago").contains("300"),
                        ahead -> assertThat(ahead)
                                .contains("302 seconds in the future")
                                .contains("300"),
                        many -> assertThat(many).contains("more than 10"),
                        none -> assertThat(none).contains("No signature matches"));
    }

    @Test
    void aVerifierOutOfItsLimitsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignatureVerifier(List.of()))
                .withMessageContaining("1 to 10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignatureVerifier(Collections.nCopies(11, SHARED)))
                .withMessageContaining("1 to 10");
        for (var tolerance : List.of(
                Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(1).plusNanos(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new SignatureVerifier(List.of(SHARED), tolerance))
                    .withMessageContaining("PT24H");
        }
    }

    private static Verification verify(SignatureVerifier verifier, SignedHeaders headers) {
        return verifier.verify(Samples.lookup(headers), Samples.BODY, Samples.SENT);
    }

    private static Verification verifyAt(Instant now) {
        return BY_SHARED.verify(Samples.lookup(SIGNED), Samples.BODY, now);
    }

    private static SignedHeaders signed(SigningSecret... secrets) {
        return SignedHeaders.of(Samples.ID, Samples.SENT, Samples.BODY, List.of(secrets));
    }

    private static SignedHeaders withSignature(String signature) {
        return new SignedHeaders(Samples.ID, "1614265330", signature);
    }

    private static String withOneChanged(String signature, int offset) {
        int at = signature.indexOf(',') + 1 + offset;
        char other = signature.charAt(at) == 'A' ? 'B' : 'A';
        return signature.substring(0, at) + other + signature.substring(at + 1);
    }
}
