package io.penstock.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTest {
    @Test
    void itFindsWhatIndexOfFinds() {
        var random = new Random(1);
        int found = 0;
        for (int i = 0; i < 20_000; i++) {
            var text = text(random, 1 + random.nextInt(6));
            var other = text(random, random.nextInt(30));
            int from = random.nextInt(other.length() + 1);
            int to = from + random.nextInt(other.length() - from + 1);
            int at = other.indexOf(text, from, to);
            assertThat(new Search(text).endIn(other, from, to))
                    .as("%s in %s from %d to %d", text, other, from, to)
                    .isEqualTo(at < 0 ? -1 : at + text.length());
            found += at < 0 ? 0 : 1;
        }
        assertThat(found).isBetween(4_000, 16_000);
    }

    /// Of two letters, so that much is the same.
    private static String text(Random random, int length) {
        return random.ints(length, 'a', 'c').mapToObj(Character::toString).collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource({"aab, aaab, 4", "abab, abacabab, 8", "é, xé, 2", "a, '', -1", "'', x, 0"})
    void itSaysWhereTheTextEnds(String text, String other, int end) {
        assertThat(new Search(text).endIn(other, 0, other.length())).isEqualTo(end);
    }
}
