package io.penstock.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {
    private static final String BASE_32 = "[0-9a-hjkmnp-tv-z]";

    private final RandomGenerator random = new Random(42);

    @Test
    void aTenantsKeyNamesItselfAndHidesTheRest() {
        var key = KeyText.forTenant(random);

        assertThat(key.reveal()).matches("psk_%s{26}_%s{52}".formatted(BASE_32, BASE_32));
        assertThat(key.id()).contains("key_" + key.reveal().substring(4, 30));
    }

    @Test
    void theOperatorsKeyNamesNothing() {
        var key = KeyText.forOperator(random);

        assertThat(key.reveal()).matches("pso_%s{52}".formatted(BASE_32));
        assertThat(key.id()).isEmpty();
    }

    @Test
    void noTwoKeysAreTheSame() {
        assertThat(KeyText.forTenant(random).reveal())
                .isNotEqualTo(KeyText.forTenant(random).reveal());
        assertThat(KeyText.forOperator(random).reveal())
                .isNotEqualTo(KeyText.forOperator(random).reveal());
    }

    @Test
    void whatIsShownIsRead() {
        var tenants = KeyText.forTenant(random);
        var operators = KeyText.forOperator(random);

        assertThat(KeyText.read(tenants.reveal()).flatMap(KeyText::id)).isEqualTo(tenants.id());
        assertThat(KeyText.read(tenants.reveal()).orElseThrow().has(tenants.hash()))
                .isTrue();
        assertThat(KeyText.read(operators.reveal()).orElseThrow().has(operators.hash()))
                .isTrue();
    }

    @Test
    void theHashIsSha256OfTheWhole() throws Exception {
        var key = KeyText.forTenant(random);
        var digest = MessageDigest.getInstance("SHA-256");

        assertThat(key.hash())
                .isEqualTo(HexFormat.of().formatHex(digest.digest(key.reveal().getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void aKeyHasItsOwnHashOnly() {
        var key = KeyText.forTenant(random);

        assertThat(key.has(key.hash())).isTrue();
        assertThat(key.has(KeyText.forTenant(random).hash())).isFalse();
        assertThat(key.has("")).isFalse();
        assertThat(key.has(key.hash().substring(1))).isFalse();
        assertThat(key.has(key.hash() + "0")).isFalse();
    }

    @Test
    void oneCharacterMoreOrLessIsAnotherKey() {
        var key = KeyText.forTenant(random);
        var text = key.reveal();

        assertThat(KeyText.read(text + "0").orElseThrow().has(key.hash())).isFalse();
        assertThat(KeyText.read(text.substring(0, text.length() - 1))
                        .orElseThrow()
                        .has(key.hash()))
                .isFalse();
        assertThat(KeyText.read(text.toUpperCase(Locale.ROOT)).orElseThrow().has(key.hash()))
                .isFalse();
    }

    @Test
    void aKeyHas24To256Characters() {
        assertThat(KeyText.read("k".repeat(23))).isEmpty();
        assertThat(KeyText.read("k".repeat(24))).isPresent();
        assertThat(KeyText.read("k".repeat(256))).isPresent();
        assertThat(KeyText.read("k".repeat(257))).isEmpty();
        assertThat(KeyText.read("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", "\n", "\u0000", "\u007F", "é", "\uD83D\uDD11"})
    void aKeyIsVisibleAscii(String character) {
        assertThat(KeyText.read("k".repeat(12) + character + "k".repeat(12))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "psk_01arz3ndektsv4rrffq69g5fav",
                "psk_01arz3ndektsv4rrffq69g5favx52",
                "psk_01arz3ndektsv4rrffq69g5f_av",
                "PSK_01arz3ndektsv4rrffq69g5fav_52",
                "pso_01arz3ndektsv4rrffq69g5fav_52",
                "whatever-the-operator-likes"
            })
    void whatDoesNotLookLikeATenantsKeyNamesNothing(String text) {
        assertThat(KeyText.read(text).orElseThrow().id()).isEmpty();
    }

    @Test
    void noKeyTellsItsSecret() {
        var tenants = KeyText.forTenant(random);
        var operators = KeyText.forOperator(random);

        assertThat(tenants.toString()).doesNotContain(tenants.reveal().substring(31));
        assertThat(operators.toString()).doesNotContain(operators.reveal().substring(4));
        assertThat(KeyText.read("whatever-the-operator-likes").orElseThrow().toString())
                .doesNotContain("whatever");
    }
}
