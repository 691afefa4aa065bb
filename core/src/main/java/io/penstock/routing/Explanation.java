package io.penstock.routing;

import io.penstock.subscription.TypePattern;
import java.util.List;

/// Why a subscription wants an event, or why not.
public sealed interface Explanation {
    /// It wants it.
    record Matched() implements Explanation {}

    /// None of its types is the event's.
    record TypeNotWanted(List<TypePattern> types) implements Explanation {
        public TypeNotWanted {
            types = List.copyOf(types);
        }
    }

    /// Its filter does not match.
    ///
    /// @param paths the members of the pattern that do not, each taken alone, in the pattern's order: `data.amount`. A
    ///     `$or` is one of them: `data.$or`
    record FilterNotMatched(List<String> paths) implements Explanation {
        public FilterNotMatched {
            paths = List.copyOf(paths);
        }
    }

    /// Every member of its filter matches taken alone, but some do so in different elements of the same array.
    record FilterNotMatchedTogether() implements Explanation {}

    /// The event's arrays allow more combinations than are tried, and none that was tried matches. It counts as not
    /// matched.
    record FilterGivenUp() implements Explanation {}
}
