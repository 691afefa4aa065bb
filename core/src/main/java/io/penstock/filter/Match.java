package io.penstock.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a single value is compared with. Texts are as in [Value#text].
sealed interface Match {
    /// Whether it is what the value is compared with. What a long text costs is taken from `steps`.
    boolean matches(Value value, Steps steps);

    /// One of these texts.
    record Exactly(Set<String> texts) implements Match {
        @Override
        public boolean matches(Value value, Steps steps) {
            return texts.contains(value.text());
        }
    }

    record Prefix(String text) implements Match {
        @Override
        public boolean matches(Value value, Steps steps) {
            return value.text().startsWith(text);
        }
    }

    record Suffix(String text) implements Match {
        @Override
        public boolean matches(Value value, Steps steps) {
            return value.text().endsWith(text);
        }
    }

    /// Any value, null too.
    record Exists() implements Match {
        @Override
        public boolean matches(Value value, Steps steps) {
            return true;
        }
    }

    record NumberRange(double low, boolean lowIncluded, double high, boolean highIncluded) implements Match {
        static NumberRange of(double number) {
            return new NumberRange(number, true, number, true);
        }

        @Override
        public boolean matches(Value value, Steps steps) {
            var number = value.number();
            return (lowIncluded ? number >= low : number > low) && (highIncluded ? number <= high : number < high);
        }
    }

    /// Addresses from `low` to `high`, of one family.
    record AddressRange(byte[] low, byte[] high) implements Match {
        @Override
        public boolean matches(Value value, Steps steps) {
            var address = value.address();
            return address != null
                    && address.length == low.length
                    && Arrays.compareUnsigned(low, address) <= 0
                    && Arrays.compareUnsigned(address, high) <= 0;
        }
    }

    /// All values but those that match one of these: the other types too.
    record NoneOf(Match[] matches) implements Match {
        @Override
        public boolean matches(Value value, Steps steps) {
            return !Leaf.anyMatches(matches, value, steps);
        }
    }

    /// The same but for upper and lower case.
    ///
    /// @param lower the characters in lower case; some are several then
    /// @param upper the same characters in upper case
    record IgnoreCase(List<String> lower, List<String> upper, Where where) implements Match {
        enum Where {
            WHOLE,
            START,
            END
        }

        static IgnoreCase of(String text, Where where) {
            var characters = text.codePoints().mapToObj(Character::toString).toList();
            return new IgnoreCase(
                    characters.stream().map(c -> c.toLowerCase(Locale.ROOT)).toList(),
                    characters.stream().map(c -> c.toUpperCase(Locale.ROOT)).toList(),
                    where);
        }

        @Override
        public boolean matches(Value value, Steps steps) {
            var text = value.text();
            steps.compare(Math.min(text.length(), lower.size()));
            return switch (where) {
                case WHOLE -> endFromStart(text) == text.length();
                case START -> endFromStart(text) >= 0;
                case END -> isAtEnd(text);
            };
        }

        private int endFromStart(String text) {
            int at = 0;
            for (int i = 0; i < lower.size(); i++) {
                if (text.startsWith(lower.get(i), at)) {
                    at += lower.get(i).length();
                } else if (text.startsWith(upper.get(i), at)) {
                    at += upper.get(i).length();
                } else {
                    return -1;
                }
            }
            return at;
        }

        private boolean isAtEnd(String text) {
            int at = text.length();
            for (int i = lower.size() - 1; i >= 0; i--) {
                if (text.startsWith(lower.get(i), at - lower.get(i).length())) {
                    at -= lower.get(i).length();
                } else if (text.startsWith(upper.get(i), at - upper.get(i).length())) {
                    at -= upper.get(i).length();
                } else {
                    return false;
                }
            }
            return true;
        }
    }

    /// These texts in this order, the first at the start and the last at the end, with anything between them.
    ///
    /// @param last null if the value is to be equal to the first
    record Wildcard(
            String first, List<Search> between, @Nullable String last) implements Match {
        /// @param pattern with `*` for anything, `\*` for an asterisk, and `\\` for a backslash
        static Wildcard of(String pattern) {
            var texts = new ArrayList<String>();
            var text = new StringBuilder();
            for (int i = 0; i < pattern.length(); i++) {
                char c = pattern.charAt(i);
                if (c == '*') {
                    texts.add(text.toString());
                    text.setLength(0);
                } else {
                    text.append(c == '\\' ? pattern.charAt(++i) : c);
                }
            }
            if (texts.isEmpty()) {
                return new Wildcard(text.toString(), List.of(), null);
            }
            var between = texts.stream().skip(1).map(Search::new).toList();
            return new Wildcard(texts.getFirst(), between, text.toString());
        }

        @Override
        public boolean matches(Value value, Steps steps) {
            var text = value.text();
            if (last == null) {
                return text.equals(first);
            }
            int end = text.length() - last.length();
            if (first.length() > end || !text.startsWith(first) || !text.endsWith(last)) {
                return false;
            }
            int at = first.length();
            for (var search : between) {
                at = search.endIn(text, at, end);
                if (at < 0) {
                    steps.search(end - first.length());
                    return false;
                }
            }
            steps.search(at - first.length());
            return true;
        }
    }
}
