package io.penstock.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Id128Test {
    private static final Id128 LEAST = new Id128(0, 0);
    private static final Id128 GREATEST = new Id128(-1, -1);

    @Test
    void textAndBytesAreReadBack() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            var id = Id128.random(random);
            assertThat(Id128.parse(id.text())).isEqualTo(id);
            assertThat(Id128.of(id.bytes())).isEqualTo(id);
        }
        for (int bit = 0; bit < 64; bit++) {
            assertThat(Id128.parse(new Id128(1L << bit, 0).text())).isEqualTo(new Id128(1L << bit, 0));
            assertThat(Id128.parse(new Id128(0, 1L << bit).text())).isEqualTo(new Id128(0, 1L << bit));
        }
    }

    @Test
    void textHas26CharactersOfCrockfordsBase32() {
        assertThat(LEAST.text()).isEqualTo("0".repeat(26));
        assertThat(GREATEST.text()).isEqualTo("7" + "z".repeat(25));
        assertThat(new Id128(0, 32).text()).endsWith("010");
        assertThat(Id128.random(new SplittableRandom(2)).text()).matches("[0-7][0-9a-hjkmnp-tv-z]{25}");
    }

    @Test
    void textSortsAsTheBitsDo() {
        var random = new SplittableRandom(3);
        for (int i = 0; i < 10_000; i++) {
            var one = Id128.random(random);
            var other = i % 2 == 0 ? Id128.random(random) : new Id128(one.high(), random.nextLong());
            assertThat(Integer.signum(one.compareTo(other)))
                    .isEqualTo(Integer.signum(one.text().compareTo(other.text())))
                    .isEqualTo(-Integer.signum(other.compareTo(one)));
        }
        assertThat(LEAST).isLessThan(GREATEST).isEqualByComparingTo(new Id128(0, 0));
        assertThat(new Id128(Long.MAX_VALUE, 0)).isLessThan(new Id128(Long.MIN_VALUE, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0000000000000000000000000",
                "000000000000000000000000000",
                "80000000000000000000000000",
                "0000000000000000000000000i",
                "0000000000000000000000000l",
                "0000000000000000000000000o",
                "0000000000000000000000000u",
                "0000000000000000000000000A",
                "0000000000000000000000000-",
                "0000000000000000000000000é",
                "0000000000000000000000000\uFF10",
                " 0000000000000000000000000"
            })
    void textThatIsNoIdIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Id128.parse(text));
    }

    @Test
    void anIdIsDerivedFromEachPartAndFromWhereItEnds() {
        assertThat(Id128.derive("ab", "c"))
                .isEqualTo(Id128.derive("ab", "c"))
                .isNotEqualTo(Id128.derive("a", "bc"))
                .isNotEqualTo(Id128.derive("abc"))
                .isNotEqualTo(Id128.derive("c", "ab"))
                .isNotEqualTo(Id128.derive("ab", "c", ""));
        assertThat(Id128.derive("")).isNotEqualTo(Id128.derive()).isNotEqualTo(Id128.derive("", ""));
        assertThat(Id128.derive("é")).isNotEqualTo(Id128.derive("e"));
    }

    /// The first 16 bytes of SHA-256 over 00000002 6162 00000001 63, as any other tool computes it.
    @Test
    void aDerivedIdStaysWhatItIs() {
        assertThat(Id128.derive("ab", "c").text()).isEqualTo("7jjefs0c0pwpxjkcf4mredqmvp");
    }
}
