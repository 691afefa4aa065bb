package io.penstock.filter;

import io.penstock.input.InvalidInputException;

/// Counts what it takes to match one event, so that there is an end to it, whatever the event and the filters are. For
/// one thread.
///
/// A step is a look at a value or at an element of an array, a value's comparison, [#SEARCHED] characters searched for a
/// part of a `wildcard`, or [#COMPARED] characters compared without regard to case: tens of nanoseconds at most.
public final class Steps {
    /// Most steps for one filter. What has not matched by then counts as not matched.
    public static final int PER_FILTER = 1_000_000;

    /// Most steps for all filters of the event's tenant. An event that needs more is refused.
    public static final int PER_EVENT = 20_000_000;

    static final int SEARCHED = 32;
    static final int COMPARED = 4;

    private long taken;
    private long end = PER_FILTER;

    /// Takes more of them.
    public void take(int steps) {
        taken += steps;
    }

    void search(int characters) {
        take(characters / SEARCHED);
    }

    void compare(int characters) {
        take(characters / COMPARED);
    }

    /// Begins with another filter.
    ///
    /// @throws InvalidInputException if the event has used up all that it may
    void nextFilter() {
        if (taken > PER_EVENT) {
            throw new InvalidInputException(
                    "",
                    "matching it with the filters of its tenant takes more than %,d steps; make the event smaller, or the filters simpler"
                            .formatted(PER_EVENT));
        }
        end = taken + PER_FILTER;
    }

    /// Whether the present filter has used up its own: nothing that it answers from then on means anything.
    boolean areUsedUp() {
        return taken > end;
    }

    /// How many were taken.
    public long taken() {
        return taken;
    }
}
