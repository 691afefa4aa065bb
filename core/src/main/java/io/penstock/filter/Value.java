package io.penstock.filter;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// A value of an event that is no object and no array. For one event, in one thread.
final class Value {
    /// Longest number that is compared as one: as long as an event may have.
    private static final int MAX_NUMBER = 1_000;

    private static final byte[] NO_ADDRESS = {};

    private final String text;
    private final @Nullable Element element;
    private double number;
    private boolean numberKnown;
    private byte @Nullable [] address;

    /// @param text as event-ruler has it: a string between quotation marks, but unescaped; others as they are spelled
    /// @param element the element of an array that it is inside of, if any
    Value(String text, @Nullable Element element) {
        this.text = text;
        this.element = element;
    }

    String text() {
        return text;
    }

    @Nullable
    Element element() {
        return element;
    }

    /// The number that it is; NaN, which no comparison is true of, if it is none.
    double number() {
        if (!numberKnown) {
            number = number(text);
            numberKnown = true;
        }
        return number;
    }

    /// The IP address that it is.
    byte @Nullable [] address() {
        if (address == null) {
            var found = isString() ? Address.parse(text.substring(1, text.length() - 1)) : null;
            address = found == null ? NO_ADDRESS : found;
        }
        return address.length == 0 ? null : address;
    }

    private boolean isString() {
        return text.charAt(0) == '"';
    }

    /// The number that is spelled so. Like event-ruler's, only those that a double holds exactly in its shortest decimal
    /// form: 0.1, but not 1e400, nor more than 17 digits.
    static double number(String spelling) {
        char first = spelling.charAt(0);
        if (spelling.length() > MAX_NUMBER || !(first == '-' || (first >= '0' && first <= '9'))) {
            return Double.NaN;
        }
        try {
            var exact = new BigDecimal(spelling);
            double number = exact.doubleValue();
            return Double.isFinite(number) && BigDecimal.valueOf(number).compareTo(exact) == 0 ? number : Double.NaN;
        } catch (NumberFormatException e) {
            // An exponent past what BigDecimal can hold.
            return Double.NaN;
        }
    }
}
