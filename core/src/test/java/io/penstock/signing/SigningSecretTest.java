package io.penstock.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningSecretTest {
    @ParameterizedTest
    @ValueSource(strings = {Samples.SHARED, Samples.PAIR})
    void aSecretIsWrittenAsItWasRead(String text) {
        assertThat(SigningSecret.parse(text).reveal()).isEqualTo(text);
    }

    @Test
    void aPrivateKeyAloneIsReadAndWrittenTogetherWithItsPublicKey() {
        var pair = SigningSecret.parse(Samples.PAIR_WITHOUT_PUBLIC_KEY);

        assertThat(pair.reveal()).isEqualTo(Samples.PAIR);
        assertThat(pair)
                .isEqualTo(SigningSecret.parse(Samples.PAIR))
                .hasSameHashCodeAs(SigningSecret.parse(Samples.PAIR));
    }

    @Test
    void aKeyPairGivesItsPublicKeyToReceivers() {
        var pair = Ed25519KeyPair.parse(Samples.PAIR);

        assertThat(pair.verificationKey().format()).isEqualTo(Samples.PAIR_PUBLIC_KEY);
        assertThat(pair.verificationKey())
                .isEqualTo(VerificationKey.parse(Samples.PAIR_PUBLIC_KEY))
                .hasSameHashCodeAs(VerificationKey.parse(Samples.PAIR_PUBLIC_KEY));
    }

    @Test
    void aSharedSecretIsItsOwnVerificationKey() {
        assertThat(SigningSecret.parse(Samples.SHARED).verificationKey())
                .isEqualTo(VerificationKey.parse(Samples.SHARED));
    }

    @Test
    void secretsAreEqualIfTheirBytesAre() {
        assertThat(SharedSecret.parse(Samples.SHARED))
                .isEqualTo(SharedSecret.parse(Samples.SHARED))
                .hasSameHashCodeAs(SharedSecret.parse(Samples.SHARED))
                .isNotEqualTo(SharedSecret.generate(Samples.random(1)));
        assertThat(Ed25519KeyPair.parse(Samples.PAIR)).isNotEqualTo(Ed25519KeyPair.parse(Samples.GO_PAIR));
    }

    @Test
    void aGeneratedSecretDependsOnTheRandomnessAlone() {
        assertThat(SharedSecret.generate(Samples.random(7)))
                .isEqualTo(SharedSecret.generate(Samples.random(7)))
                .isNotEqualTo(SharedSecret.generate(Samples.random(8)));
        assertThat(Ed25519KeyPair.generate(Samples.random(7)))
                .isEqualTo(Ed25519KeyPair.generate(Samples.random(7)))
                .isNotEqualTo(Ed25519KeyPair.generate(Samples.random(8)));
    }

    @Test
    void aGeneratedSecretCanBeReadBack() {
        var random = Samples.random(3);
        var shared = SharedSecret.generate(random);
        var pair = Ed25519KeyPair.generate(random);

        assertThat(SigningSecret.parse(shared.reveal())).isEqualTo(shared);
        assertThat(SigningSecret.parse(pair.reveal())).isEqualTo(pair);
    }

    @Test
    void aSecretInWordsDoesNotShowWhatIsSecret() {
        var pair = Ed25519KeyPair.parse(Samples.PAIR);
        var keys = SigningKeys.of(SharedSecret.parse(Samples.SHARED)).toString();

        assertThat(keys).contains("SharedSecret[24 bytes]").doesNotContain("MfKQ9r8G");
        assertThat(pair).hasToString("Ed25519KeyPair[" + Samples.PAIR_PUBLIC_KEY + "]");
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 25, 26, 32, 63, 64})
    void aSharedSecretOfTwentyFourToSixtyFourBytesIsRead(int length) {
        var text = text("whsec_", length);

        assertThat(SigningSecret.parse(text).reveal()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 23, 65, 66, 67, 1000})
    void aSharedSecretOfAnotherLengthIsRefusedWithTheLimitAndWithoutTheSecret(int length) {
        assertRefused(text("whsec_", length), "64");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 33, 63, 65, 1000})
    void aPrivateKeyOfAnotherLengthIsRefusedWithTheLimitAndWithoutTheKey(int length) {
        assertRefused(text("whsk_", length), "64");
    }

    @Test
    void aPrivateKeyWithThePublicKeyOfAnotherIsRefused() {
        byte[] mixed = Base64.getDecoder().decode(Samples.PAIR.substring("whsk_".length()));
        mixed[63] ^= 1;

        assertRefused("whsk_" + Base64.getEncoder().encodeToString(mixed), "public key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whsec_",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_",
                "whsec_ MfKQ9r8GKYqrTwjUPD8ILPZIo2L",
                "whsk_",
                "whsk_%%%%"
            })
    void whatIsNotBase64IsRefused(String text) {
        assertRefused(text, "base64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "wh"})
    void whatHasNoPrefixIsRefused(String text) {
        assertRefused(text, "whsec_");
    }

    @Test
    void aPublicKeyCannotSign() {
        assertRefused(Samples.PAIR_PUBLIC_KEY, "cannot sign");
    }

    @Test
    void aPrivateKeyIsNoVerificationKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerificationKey.parse(Samples.PAIR))
                .withMessageContaining("whpk_")
                .withMessageNotContaining("6Xb");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerificationKey.parse("secret"))
                .withMessageContaining("whpk_");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 33})
    void aPublicKeyOfAnotherLengthIsRefused(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerificationKey.parse(text("whpk_", length)))
                .withMessageContaining("32 bytes");
    }

    @Test
    void aPublicKeyThatIsNotOnTheCurveIsRefused() {
        var bytes = new byte[32];
        bytes[0] = 2;

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        VerificationKey.parse("whpk_" + Base64.getEncoder().encodeToString(bytes)))
                .withMessageContaining("not a point");
    }

    private static void assertRefused(String text, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningSecret.parse(text))
                .withMessageContaining(named)
                .withNoCause()
                .satisfies(refused -> assertThat(revealing(String.valueOf(refused.getMessage()), text))
                        .isFalse());
    }

    /// Whether four characters in a row of the key are in the message.
    private static boolean revealing(String message, String text) {
        var key = text.substring(text.indexOf('_') + 1);
        for (int i = 0; i + 4 <= key.length(); i++) {
            if (message.contains(key.substring(i, i + 4))) {
                return true;
            }
        }
        return false;
    }

    private static String text(String prefix, int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x5b);
        return prefix + Base64.getEncoder().encodeToString(bytes);
    }
}
