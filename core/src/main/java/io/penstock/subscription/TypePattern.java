package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;

/// Which event types a subscription wants.
public sealed interface TypePattern {
    /// Longest pattern, in characters.
    int MAX_LENGTH = 256;

    /// Every type, written `*`.
    record All() implements TypePattern {
        @Override
        public String text() {
            return "*";
        }

        @Override
        public boolean matches(String type) {
            return true;
        }
    }

    /// Every type below a prefix, written `order.*`: `order.created` and `order.line.added`, not `order`.
    ///
    /// @param prefix with its last dot: `order.`
    record Prefix(String prefix) implements TypePattern {
        public Prefix {
            requireNonNull(prefix, "prefix is null");
        }

        @Override
        public String text() {
            return prefix + "*";
        }

        @Override
        public boolean matches(String type) {
            return type.length() > prefix.length() && type.startsWith(prefix);
        }
    }

    /// Exactly this type.
    ///
    /// @param type a type without `*`
    record Exact(String type) implements TypePattern {
        public Exact {
            requireNonNull(type, "type is null");
        }

        @Override
        public String text() {
            return type;
        }

        @Override
        public boolean matches(String type) {
            return this.type.equals(type);
        }
    }

    /// As it is written in the API.
    String text();

    /// Whether an event of this type is wanted.
    boolean matches(String type);

    /// Reads what [#text] writes.
    ///
    /// @throws InvalidInputException if `text` is no pattern
    static TypePattern parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new InvalidInputException("", "a type must have 1 to %d characters".formatted(MAX_LENGTH));
        }
        int star = text.indexOf('*');
        if (star < 0) {
            return new Exact(text);
        }
        if (text.equals("*")) {
            return new All();
        }
        if (star != text.length() - 1 || !text.endsWith(".*") || text.length() == 2) {
            throw new InvalidInputException(
                    "",
                    "'%s' is neither a type, nor a prefix that ends in '.*' (order.*), nor '*' for all"
                            .formatted(InvalidInputException.excerpt(text)));
        }
        return new Prefix(text.substring(0, star));
    }
}
