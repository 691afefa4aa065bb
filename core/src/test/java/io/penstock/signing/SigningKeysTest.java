package io.penstock.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.signing.Verification.NoMatchingSignature;
import io.penstock.signing.Verification.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SigningKeysTest {
    private static final Instant NOW = Samples.SENT;
    private static final Duration OVERLAP = SigningKeys.DEFAULT_OVERLAP;
    private static final SigningSecret FIRST = SigningSecret.parse(Samples.SHARED);
    private static final SigningSecret SECOND = SigningSecret.parse(Samples.PAIR);

    @Test
    void aSecretThatNoOtherReplacesStaysInForce() {
        assertThat(SigningKeys.of(FIRST).inForce(Instant.MAX)).containsExactly(FIRST);
    }

    @Test
    void theOldSecretIsInForceForADayAfterARotation() {
        var keys = SigningKeys.of(FIRST).rotated(SECOND, NOW, OVERLAP).orElseThrow();

        assertThat(keys.newest()).isEqualTo(SECOND);
        assertThat(keys.inForce(NOW)).containsExactly(SECOND, FIRST);
        assertThat(keys.inForce(NOW.plus(Duration.ofHours(24)).minusNanos(1))).containsExactly(SECOND, FIRST);
        assertThat(keys.inForce(NOW.plus(Duration.ofHours(24)))).containsExactly(SECOND);
    }

    @Test
    void aSignatureMadeByAnOldSecretIsAcceptedUntilItExpires() {
        var keys = SigningKeys.of(FIRST).rotated(SECOND, NOW, OVERLAP).orElseThrow();
        var receiver = new SignatureVerifier(List.of(FIRST.verificationKey()));

        assertThat(received(receiver, keys, NOW.plus(OVERLAP).minusSeconds(1))).isInstanceOf(Verified.class);
        assertThat(received(receiver, keys, NOW.plus(OVERLAP))).isEqualTo(new NoMatchingSignature());
    }

    @Test
    void aReceiverMayChangeOverAtAnyTimeOfTheOverlap() {
        var keys = SigningKeys.of(FIRST).rotated(SECOND, NOW, OVERLAP).orElseThrow();
        var changedOver = new SignatureVerifier(List.of(SECOND.verificationKey()));

        assertThat(received(changedOver, keys, NOW)).isInstanceOf(Verified.class);
        assertThat(received(changedOver, keys, NOW.plus(OVERLAP))).isInstanceOf(Verified.class);
    }

    @Test
    void withoutAnOverlapTheOldSecretIsNotUsedAnyMore() {
        var keys = SigningKeys.of(FIRST).rotated(SECOND, NOW, Duration.ZERO).orElseThrow();

        assertThat(keys).isEqualTo(SigningKeys.of(SECOND));
    }

    @Test
    void aLaterRotationDoesNotProlongWhatIsExpiring() {
        var third = secret(3);
        var keys = SigningKeys.of(FIRST)
                .rotated(SECOND, NOW, Duration.ofHours(1))
                .flatMap(two -> two.rotated(third, NOW, Duration.ofHours(24)))
                .orElseThrow();

        assertThat(keys.secrets())
                .containsExactly(
                        new SecretInForce(third, Optional.empty()),
                        new SecretInForce(SECOND, Optional.of(NOW.plus(Duration.ofHours(24)))),
                        new SecretInForce(FIRST, Optional.of(NOW.plus(Duration.ofHours(1)))));
    }

    @Test
    void aLaterRotationMayShortenAnOverlap() {
        var keys = SigningKeys.of(FIRST)
                .rotated(SECOND, NOW, Duration.ofHours(24))
                .flatMap(two -> two.rotated(secret(3), NOW, Duration.ofHours(1)))
                .orElseThrow();

        assertThat(keys.inForce(NOW.plus(Duration.ofHours(1)))).containsExactly(secret(3));
    }

    @Test
    void rotatingTwiceToTheSameSecretIsRotatingOnce() {
        var once = SigningKeys.of(FIRST).rotated(SECOND, NOW, OVERLAP).orElseThrow();

        assertThat(once.rotated(SECOND, NOW.plusSeconds(60), OVERLAP)).contains(once);
    }

    @Test
    void anOldSecretCanBecomeTheNewestAgain() {
        var keys = SigningKeys.of(FIRST)
                .rotated(SECOND, NOW, OVERLAP)
                .flatMap(two -> two.rotated(FIRST, NOW.plusSeconds(60), OVERLAP))
                .orElseThrow();

        assertThat(keys.secrets())
                .containsExactly(
                        new SecretInForce(FIRST, Optional.empty()),
                        new SecretInForce(
                                SECOND, Optional.of(NOW.plusSeconds(60).plus(OVERLAP))));
    }

    @Test
    void aRotationBeyondFiveSecretsMustWaitUntilOneExpires() {
        var keys = SigningKeys.of(secret(0));
        for (int i = 1; i < SigningKeys.MAX_SECRETS; i++) {
            keys = keys.rotated(secret(i), NOW.plusSeconds(i), OVERLAP).orElseThrow();
        }
        var firstExpires = NOW.plusSeconds(1).plus(OVERLAP);

        assertThat(keys.inForce(NOW.plusSeconds(5)))
                .hasSize(5)
                .startsWith(secret(4))
                .endsWith(secret(0));
        assertThat(keys.rotated(secret(5), firstExpires.minusNanos(1), OVERLAP)).isEmpty();
        assertThat(keys.rotated(secret(5), firstExpires.minusNanos(1), Duration.ZERO))
                .contains(SigningKeys.of(secret(5)));
        assertThat(keys.rotated(secret(5), firstExpires, OVERLAP).orElseThrow().secrets())
                .hasSize(5)
                .extracting(SecretInForce::secret)
                .doesNotContain(secret(0));
    }

    @Test
    void anOverlapOutOfItsLimitsIsRefused() {
        var keys = SigningKeys.of(FIRST);

        for (var overlap : List.of(Duration.ofNanos(-1), Duration.ofDays(30).plusNanos(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> keys.rotated(SECOND, NOW, overlap))
                    .withMessageContaining("PT720H");
        }
    }

    @Test
    void keysWithoutANewestThatLastsAreRefused() {
        var lasting = new SecretInForce(FIRST, Optional.empty());
        var expiring = new SecretInForce(SECOND, Optional.of(NOW));

        assertRefused("1 to 5", List.of());
        assertRefused("newest", List.of(expiring));
        assertRefused("newest", List.of(expiring, lasting));
        assertRefused("must expire", List.of(lasting, new SecretInForce(SECOND, Optional.empty())));
        assertRefused("twice", List.of(lasting, new SecretInForce(FIRST, Optional.of(NOW))));
        assertRefused("1 to 5", List.of(lasting, expiring, expiring, expiring, expiring, expiring));
    }

    private static void assertRefused(String named, List<SecretInForce> secrets) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SigningKeys(secrets))
                .withMessageContaining(named);
    }

    private static Verification received(SignatureVerifier receiver, SigningKeys keys, Instant now) {
        var headers = SignedHeaders.of(Samples.ID, now, Samples.BODY, keys.inForce(now));
        return receiver.verify(Samples.lookup(headers), Samples.BODY, now);
    }

    private static SigningSecret secret(long seed) {
        return SharedSecret.generate(Samples.random(seed));
    }
}
