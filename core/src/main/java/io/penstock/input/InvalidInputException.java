package io.penstock.input;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/// Input that cannot be taken: which field, and what is wrong with it, in a sentence that its sender can act
/// on. Never holds a secret, nor more of the input than a short excerpt.
public final class InvalidInputException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /// How much of an offending value is shown.
    private static final int EXCERPT = 64;

    private final String field;
    private final String detail;

    /// @param field the field, as its sender wrote it: an attribute's name, or a path like
    ///     `policy.retry.schedule[2]`; empty for the whole
    /// @param detail what is wrong, with the limit, and what to do; a sentence without its first capital or
    ///     full stop
    public InvalidInputException(String field, String detail) {
        super(field.isEmpty() ? detail : field + ": " + detail, null, false, false);
        this.field = requireNonNull(field, "field is null");
        this.detail = requireNonNull(detail, "detail is null");
    }

    /// The field, empty for the whole.
    public String field() {
        return field;
    }

    /// What is wrong with it.
    public String detail() {
        return detail;
    }

    /// The same, of a field inside of `parent` (`events[3]`, say).
    public InvalidInputException in(String parent) {
        if (field.isEmpty()) {
            return new InvalidInputException(parent, detail);
        }
        return new InvalidInputException(field.startsWith("[") ? parent + field : parent + "." + field, detail);
    }

    /// The beginning of `value`, fit for a message.
    public static String excerpt(String value) {
        var shown = new StringBuilder();
        value.codePoints().limit(EXCERPT).forEach(c -> shown.appendCodePoint(isShowable(c) ? c : '\uFFFD'));
        return value.codePointCount(0, value.length()) > EXCERPT ? shown + "…" : shown.toString();
    }

    private static boolean isShowable(int c) {
        return !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
    }
}
