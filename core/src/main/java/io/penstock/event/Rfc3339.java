package io.penstock.event;

import java.time.YearMonth;

/// Times as RFC 3339, section 5.6, writes them.
///
/// Seconds are required, which the formatters of the platform leave out when they are zero, and which other languages
/// then miss. Refused, although the grammar allows it, is what hardly any library reads: a leap second, fractions finer
/// than nanoseconds, and offsets of 18 hours and more.
final class Rfc3339 {
    /// `2026-01-31T09:30:00`.
    private static final int SECONDS_END = 19;

    private static final int MAX_FRACTION_DIGITS = 9;

    private Rfc3339() {}

    static boolean isTime(String text) {
        if (text.length() <= SECONDS_END || !isDate(text)) {
            return false;
        }
        char t = text.charAt(10);
        boolean clock = (t == 'T' || t == 't')
                && number(text, 11, 2) <= 23
                && text.charAt(13) == ':'
                && number(text, 14, 2) <= 59
                && text.charAt(16) == ':'
                && number(text, 17, 2) <= 59;
        return clock && isOffset(text, fractionEnd(text));
    }

    private static boolean isDate(String text) {
        int year = number(text, 0, 4);
        int month = number(text, 5, 2);
        int day = number(text, 8, 2);
        if (year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) {
            return false;
        }
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && (day <= 28 || day <= YearMonth.of(year, month).lengthOfMonth());
    }

    /// Where the offset begins; past the end of `text` if the fraction is none.
    private static int fractionEnd(String text) {
        if (text.charAt(SECONDS_END) != '.') {
            return SECONDS_END;
        }
        int end = SECONDS_END + 1;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        int digits = end - SECONDS_END - 1;
        return digits >= 1 && digits <= MAX_FRACTION_DIGITS ? end : text.length();
    }

    private static boolean isOffset(String text, int at) {
        int left = text.length() - at;
        if (left == 1) {
            return text.charAt(at) == 'Z' || text.charAt(at) == 'z';
        }
        return left == 6
                && (text.charAt(at) == '+' || text.charAt(at) == '-')
                && number(text, at + 1, 2) < 18
                && text.charAt(at + 3) == ':'
                && number(text, at + 4, 2) <= 59;
    }

    /// The number that `length` digits say; `Integer.MAX_VALUE` if they are no digits.
    private static int number(String text, int at, int length) {
        int number = 0;
        for (int i = at; i < at + length; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return Integer.MAX_VALUE;
            }
            number = 10 * number + (c - '0');
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
