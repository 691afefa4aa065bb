package io.penstock.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds what someone probably meant to write.
final class Suggestions {
    /// Most characters to be changed.
    private static final int MAX_DISTANCE = 2;

    /// Longer names are nobody's slip of the hand.
    private static final int MAX_LENGTH = 40;

    private Suggestions() {}

    /// Why `name`, which is none of `known`, is refused.
    static String unknown(String what, String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "there is no such %s here; leave it out".formatted(what);
        }
        return nearest(name, known)
                .map(near -> "there is no such %s; did you mean '%s'?".formatted(what, near))
                .orElseGet(() -> "there is no such %s; there are: %s".formatted(what, String.join(", ", known)));
    }

    static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return known.stream()
                .filter(other -> distance(name, other) <= Math.min(MAX_DISTANCE, other.length() / 2))
                .min(Comparator.comparingInt(other -> distance(name, other)));
    }

    /// How many characters are to be inserted, deleted or changed (Levenshtein), whatever their case.
    private static int distance(String left, String right) {
        var previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            var row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                boolean same = Character.toLowerCase(left.charAt(i - 1)) == Character.toLowerCase(right.charAt(j - 1));
                row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }
            previous = row;
        }
        return previous[right.length()];
    }
}
