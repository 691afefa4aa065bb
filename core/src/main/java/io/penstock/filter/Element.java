package io.penstock.filter;

import org.jspecify.annotations.Nullable;

/// An object or array inside of an array of an event. Compared by identity: there is one for each.
final class Element {
    private final @Nullable Element outer;
    private final int array;

    /// @param outer the element that `array` is inside of, if any
    /// @param array the number of the array in its event
    Element(@Nullable Element outer, int array) {
        this.outer = outer;
        this.array = array;
    }

    @Nullable
    Element outer() {
        return outer;
    }

    int array() {
        return array;
    }
}
