package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.input.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypePatternTest {
    @Test
    void aStarWantsEveryType() {
        var all = TypePattern.parse("*");

        assertThat(all).isEqualTo(new TypePattern.All());
        assertThat(all.matches("order.created")).isTrue();
        assertThat(all.matches("x")).isTrue();
    }

    @Test
    void aPrefixWantsWhatIsBelowItHoweverDeep() {
        var below = TypePattern.parse("order.*");

        assertThat(below).isEqualTo(new TypePattern.Prefix("order."));
        assertThat(below.matches("order.created")).isTrue();
        assertThat(below.matches("order.line.added")).isTrue();
    }

    @Test
    void aPrefixDoesNotWantItselfNorItsLikes() {
        var below = TypePattern.parse("order.*");

        assertThat(below.matches("order")).isFalse();
        assertThat(below.matches("order.")).isFalse();
        assertThat(below.matches("orders.created")).isFalse();
        assertThat(below.matches("Order.created")).isFalse();
        assertThat(below.matches("shop.order.created")).isFalse();
    }

    @Test
    void aTypeWantsItselfOnly() {
        var exact = TypePattern.parse("order.created");

        assertThat(exact).isEqualTo(new TypePattern.Exact("order.created"));
        assertThat(exact.matches("order.created")).isTrue();
        assertThat(exact.matches("order.created.late")).isFalse();
        assertThat(exact.matches("order.Created")).isFalse();
        assertThat(exact.matches("order")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "order.*", "com.example.order.*", "order.created", "x", "com.example/order created"})
    void whatIsReadIsWrittenTheSameWay(String text) {
        assertThat(TypePattern.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"order*", "*.created", "order.*.line", "order.**", "**", ".*", "*.", "o*.*", "order.*.*"})
    void aStarStandsForAllOrAtTheEndBehindADotAndNowhereElse(String text) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> TypePattern.parse(text))
                .withMessageContaining("'%s'".formatted(text));
    }

    @Test
    void aPatternHasOneTo256Characters() {
        assertThat(TypePattern.parse("x".repeat(256)).text()).hasSize(256);
        assertThat(TypePattern.parse("x".repeat(254) + ".*").text()).hasSize(256);
        assertRefused("");
        assertRefused("x".repeat(257));
        assertRefused("x".repeat(255) + ".*");
    }

    @Test
    void theRefusalOfALongPatternShowsItsBeginningOnly() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> TypePattern.parse("*".repeat(256)))
                .satisfies(refused -> assertThat(refused.detail()).hasSizeLessThan(200));
    }

    private static void assertRefused(String text) {
        assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> TypePattern.parse(text));
    }
}
