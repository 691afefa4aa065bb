package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.util.List;
import java.util.regex.Pattern;

/// HTTP statuses, one by one (`410`) or by their class (`2xx`).
///
/// @param patterns at most [#MAX_PATTERNS], from `200` to `599` and from `2xx` to `5xx`, without repetition
public record StatusSet(List<String> patterns) {
    /// Most statuses and classes of a set.
    public static final int MAX_PATTERNS = 50;

    private static final Pattern PATTERN = Pattern.compile("[2-5](xx|[0-9]{2})");

    /// @throws InvalidInputException naming the place, `[2]` say, if a limit is passed
    public StatusSet {
        patterns = patterns.stream().distinct().toList();
        if (patterns.size() > MAX_PATTERNS) {
            throw new InvalidInputException(
                    "", "may have %d statuses; these are %d".formatted(MAX_PATTERNS, patterns.size()));
        }
        for (int i = 0; i < patterns.size(); i++) {
            requireNonNull(patterns.get(i), "pattern is null");
            if (!PATTERN.matcher(patterns.get(i)).matches()) {
                throw new InvalidInputException(
                        "[%d]".formatted(i),
                        "must be a status from 200 to 599, or a class of them from 2xx to 5xx; this is '%s'"
                                .formatted(InvalidInputException.excerpt(patterns.get(i))));
            }
        }
    }

    /// Whether `status` is one of these.
    public boolean contains(int status) {
        return patterns.stream()
                .anyMatch(pattern -> pattern.charAt(1) == 'x'
                        ? pattern.charAt(0) - '0' == status / 100
                        : Integer.parseInt(pattern) == status);
    }

    /// Whether some status is in both.
    boolean overlaps(StatusSet other) {
        return patterns.stream().anyMatch(one -> other.patterns.stream().anyMatch(two -> overlap(one, two)));
    }

    private static boolean overlap(String one, String two) {
        return one.equals(two) || (one.charAt(0) == two.charAt(0) && (one.charAt(1) == 'x' || two.charAt(1) == 'x'));
    }
}
