package io.penstock.event;

import io.penstock.input.InvalidInputException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Steps through a JSON document (RFC 8259) and says where its values begin and end, so that data can be kept as the
/// very bytes that came.
///
/// Takes what the grammar takes and nothing else, and refuses besides: bytes that are not UTF-8, a byte order mark, a
/// member name that comes twice in its object, and what readers downstream, Jackson among them, would refuse: deep
/// nesting, long numbers, long names, names with an escaped lone surrogate. In a *value* an escaped lone surrogate is
/// left alone: the grammar allows it, readers take it, and whatever cuts strings in JavaScript writes it.
final class JsonScanner {
    /// How deep arrays and objects may be nested in a value.
    static final int MAX_DEPTH = 64;

    /// Longest number, in characters.
    static final int MAX_NUMBER = 1_000;

    /// Longest name of a member, in bytes.
    static final int MAX_NAME = 10_000;

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final byte[] in;
    private int at;

    /// The string that was read last, without its quotes.
    private int start;

    private int end;
    private boolean escaped;

    JsonScanner(byte[] document) {
        in = document;
        if (in.length >= 3 && in[0] == (byte) 0xEF && in[1] == (byte) 0xBB && in[2] == (byte) 0xBF) {
            throw refused("JSON has no byte order mark (RFC 8259, section 8.1)", 0);
        }
    }

    /// Checks that `document` is one JSON value, with nothing but white space around it.
    ///
    /// @throws InvalidInputException if it is not
    static void check(byte[] document) {
        var json = new JsonScanner(document);
        json.value();
        json.finish();
    }

    byte[] bytes() {
        return in;
    }

    int at() {
        return at;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    boolean escaped() {
        return escaped;
    }

    /// The next byte that is not white space, not taken yet; -1 at the end.
    int peek() {
        while (at < in.length) {
            int b = in[at];
            if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                return b & 0xFF;
            }
            at++;
        }
        return -1;
    }

    /// Takes `c` if it is next.
    boolean takeIf(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    /// Takes the comma or the `close` behind an element, and answers whether another element has to follow.
    boolean more(char close) {
        int next = peek();
        if (next != ',' && next != close) {
            throw unexpected("',' or '" + close + "'");
        }
        at++;
        return next == ',';
    }

    /// Takes a member's name and its colon; [#start], [#end] and [#text] tell the name.
    void name() {
        if (peek() != '"') {
            throw unexpected("a member's name in double quotes");
        }
        string();
        if (end - start > MAX_NAME) {
            throw refused("a member's name may have %,d bytes".formatted(MAX_NAME), start);
        }
        if (escaped && !StandardCharsets.UTF_8.newEncoder().canEncode(text())) {
            throw refused("a member's name has a lone surrogate", start);
        }
        if (peek() != ':') {
            throw unexpected("':'");
        }
        at++;
    }

    /// Takes any value, nested at most [#MAX_DEPTH] deep.
    void value() {
        value(0);
    }

    /// Nothing but white space may follow.
    void finish() {
        if (peek() >= 0) {
            throw unexpected("nothing more");
        }
    }

    private void value(int depth) {
        switch (peek()) {
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case '"' -> string();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            case 't' -> literal(TRUE);
            case 'f' -> literal(FALSE);
            case 'n' -> literal(NULL);
            default -> throw unexpected("a value");
        }
    }

    private void object(int depth) {
        descend(depth);
        if (takeIf('}')) {
            return;
        }
        var names = new MemberNames(this);
        do {
            name();
            if (!names.add()) {
                var name = InvalidInputException.excerpt(text());
                throw refused("the member '%s' comes twice in its object".formatted(name), start);
            }
            value(depth);
        } while (more('}'));
    }

    private void array(int depth) {
        descend(depth);
        if (takeIf(']')) {
            return;
        }
        do {
            value(depth);
        } while (more(']'));
    }

    private void descend(int depth) {
        if (depth > MAX_DEPTH) {
            throw refused("arrays and objects may be nested %d deep".formatted(MAX_DEPTH), at);
        }
        at++;
    }

    /// Takes a string whose opening quote is next.
    void string() {
        int i = at + 1;
        start = i;
        escaped = false;
        while (true) {
            if (i >= in.length) {
                throw invalid("a string without its closing quote", at);
            }
            int b = in[i];
            if (b == '"') {
                end = i;
                at = i + 1;
                return;
            }
            if (b == '\\') {
                escaped = true;
                i = escape(i);
            } else if (b >= ' ') {
                i++;
            } else if (b >= 0) {
                throw invalid("a control character that is not escaped", i);
            } else {
                i = character(i);
            }
        }
    }

    private int character(int index) {
        int length = Utf8.sequence(in, index, in.length);
        if (length == 0) {
            throw invalid("bytes that are not UTF-8", index);
        }
        return index + length;
    }

    private int escape(int index) {
        int kind = index + 1 < in.length ? in[index + 1] : -1;
        return switch (kind) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> index + 2;
            case 'u' -> {
                for (int i = index + 2; i < index + 6; i++) {
                    if (i >= in.length || Character.digit(in[i], 16) < 0) {
                        throw invalid("'\\u' without four hexadecimal digits", index);
                    }
                }
                yield index + 6;
            }
            default -> throw invalid("an escape that JSON does not have", index);
        };
    }

    private void number() {
        int first = at;
        if (in[at] == '-') {
            at++;
        }
        if (digit() && in[at] == '0') {
            at++;
        } else {
            digits();
        }
        if (at < in.length && in[at] == '.') {
            at++;
            digits();
        }
        if (at < in.length && (in[at] == 'e' || in[at] == 'E')) {
            at++;
            if (at < in.length && (in[at] == '+' || in[at] == '-')) {
                at++;
            }
            digits();
        }
        if (at - first > MAX_NUMBER) {
            throw refused("a number may have %,d characters".formatted(MAX_NUMBER), first);
        }
    }

    private void digits() {
        if (!digit()) {
            throw unexpected("a digit");
        }
        while (digit()) {
            at++;
        }
    }

    private boolean digit() {
        return at < in.length && in[at] >= '0' && in[at] <= '9';
    }

    private void literal(byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (at + i >= in.length || in[at + i] != word[i]) {
                throw invalid("a word that is not true, false or null", at);
            }
        }
        at += word.length;
    }

    /// The string that was read last.
    String text() {
        return escaped ? unescape(start, end) : plain(start, end);
    }

    /// The UTF-8 of the string between `from` and `to`, its quotes not included.
    byte[] utf8(int from, int to, boolean withEscapes) {
        if (!withEscapes) {
            return Arrays.copyOfRange(in, from, to);
        }
        try {
            var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(unescape(from, to)));
            var bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw refused("a string has a lone surrogate, which no text in UTF-8 can have", from);
        }
    }

    /// A string without escapes.
    String plain(int from, int to) {
        return new String(in, from, to - from, StandardCharsets.UTF_8);
    }

    private String unescape(int first, int last) {
        var text = new StringBuilder(last - first);
        int from = first;
        int i = first;
        while (i < last) {
            if (in[i] != '\\') {
                i++;
                continue;
            }
            text.append(plain(from, i));
            if (in[i + 1] == 'u') {
                int unit = 0;
                for (int k = i + 2; k < i + 6; k++) {
                    unit = unit << 4 | Character.digit(in[k], 16);
                }
                text.append((char) unit);
                i += 6;
            } else {
                text.append(simple(in[i + 1]));
                i += 2;
            }
            from = i;
        }
        return text.append(plain(from, last)).toString();
    }

    private static char simple(byte escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) escape;
        };
    }

    InvalidInputException unexpected(String expected) {
        if (at >= in.length) {
            return invalid("it ends where %s is expected".formatted(expected), at);
        }
        int b = in[at] & 0xFF;
        var found = b > ' ' && b < 0x7F ? "'" + (char) b + "'" : "byte 0x%02X".formatted(b);
        return invalid("%s where %s is expected".formatted(found, expected), at);
    }

    private InvalidInputException invalid(String what, int index) {
        return refused("not valid JSON: " + what, index);
    }

    private InvalidInputException refused(String what, int index) {
        return new InvalidInputException("", "%s, at %s".formatted(what, place(index)));
    }

    private String place(int index) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < index; i++) {
            if (in[i] == '\n') {
                line++;
                column = 1;
            } else if ((in[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        return "line %d, column %d".formatted(line, column);
    }
}
