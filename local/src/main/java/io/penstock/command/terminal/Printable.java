package io.penstock.command.terminal;

import java.util.stream.IntStream;

/// Texts from elsewhere, without what a terminal would obey, or show in another order than it is: anyone may send
/// anything.
public final class Printable {
    private static final int REPLACEMENT = 0xFFFD;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private Printable() {}

    /// `text` with its line breaks and tabs.
    public static String lines(String text) {
        return replaced(text.codePoints().map(c -> c == '\n' || c == '\t' || isPrintable(c) ? c : REPLACEMENT));
    }

    /// The beginning of `text`, on one line.
    ///
    /// @param length in code points
    public static String line(String text, int length) {
        var line = replaced(text.codePoints().limit(length).map(c -> {
            boolean space = c == '\r' || c == '\n' || c == '\t';
            return space ? ' ' : isPrintable(c) ? c : REPLACEMENT;
        }));
        return text.codePointCount(0, text.length()) > length ? line + "…" : line;
    }

    /// The same JSON, with escapes for what is not to be printed. All of that is in strings, where an escape means the
    /// same: outside of them, JSON has only ASCII.
    public static String json(String json) {
        var printable = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i += Character.charCount(json.codePointAt(i))) {
            int c = json.codePointAt(i);
            if (c < 0x7F || isPrintable(c)) {
                printable.appendCodePoint(c);
            } else {
                for (char half : Character.toChars(c)) {
                    printable.append("\\u%04x".formatted((int) half));
                }
            }
        }
        return printable.toString();
    }

    private static String replaced(IntStream codePoints) {
        return codePoints
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            // Direction overrides, among others. Some scripts, and emoji, cannot do without joiners.
            case Character.FORMAT -> c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
            default -> true;
        };
    }
}
