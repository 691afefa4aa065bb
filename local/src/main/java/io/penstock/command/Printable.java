package io.penstock.command;

/// Texts from elsewhere, without what a terminal would obey: anyone may send anything.
final class Printable {
    private static final int REPLACEMENT = 0xFFFD;

    private Printable() {}

    /// `text` with its line breaks and tabs, but without other control characters.
    static String lines(String text) {
        return replaced(text, '\n', '\t');
    }

    /// The beginning of `text`, on one line.
    static String line(String text, int length) {
        var line = replaced(text.replace('\r', ' ').replace('\n', ' ').replace('\t', ' '));
        return line.length() > length ? line.substring(0, length) + "…" : line;
    }

    private static String replaced(String text, int... kept) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) && !contains(kept, c) ? REPLACEMENT : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean contains(int[] kept, int c) {
        for (int each : kept) {
            if (each == c) {
                return true;
            }
        }
        return false;
    }
}
