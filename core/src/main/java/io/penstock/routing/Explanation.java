package io.penstock.routing;

import io.penstock.filter.Mismatch;
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
    record FilterNotMatched(Mismatch mismatch) implements Explanation {}
}
