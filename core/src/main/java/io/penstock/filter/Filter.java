package io.penstock.filter;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import org.jspecify.annotations.Nullable;

/// A condition on an event: an [EventBridge event
/// pattern](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html),
/// evaluated on the event's JSON form. It means here what it means to AWS's engine, event-ruler.
///
/// Two filters that differ in white space or escapes only are equal.
public final class Filter {
    /// Largest pattern, in characters, without white space.
    public static final int MAX_LENGTH = 8 * 1_024;

    /// Deepest nesting of a pattern, objects and arrays together; and most names in a path, joined by dots or by nesting.
    public static final int MAX_DEPTH = 64;

    /// Most values to compare with, in all of a pattern.
    public static final int MAX_VALUES = 1_000;

    /// Most combinations of the alternatives of all `$or` together, as EventBridge has it.
    public static final int MAX_ALTERNATIVES = 1_000;

    /// Most members of these combinations, each written out.
    public static final int MAX_COMBINED_MEMBERS = 50_000;

    /// Longest `wildcard`, in characters.
    public static final int MAX_WILDCARD = 512;

    private final String pattern;

    private Filter(String pattern) {
        this.pattern = pattern;
    }

    /// Reads a pattern, with any white space.
    ///
    /// @throws InvalidInputException naming the path inside the pattern, `data.amount` say, if this is no event pattern,
    ///     or past a limit
    public static Filter parse(String json) {
        return new Filter(FilterCheck.compact(json));
    }

    /// One that was read before, and kept: it stays in force whatever the limits are by now.
    ///
    /// @param pattern what its [#pattern] was
    public static Filter kept(String pattern) {
        return new Filter(requireNonNull(pattern, "pattern is null"));
    }

    /// The pattern as compact JSON, keys in the order that they came in.
    public String pattern() {
        return pattern;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Filter filter && pattern.equals(filter.pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return pattern;
    }
}
