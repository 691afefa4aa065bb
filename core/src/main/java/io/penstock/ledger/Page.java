package io.penstock.ledger;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/// A part of a list.
///
/// @param items in the list's order; may be fewer than were asked for, even none, while there is a `next`:
///     how far one call looks is bounded
/// @param next where to go on; opaque; empty at the end
/// @param <T> of what
public record Page<T>(List<T> items, Optional<String> next) {
    public Page {
        items = List.copyOf(items);
        requireNonNull(next, "next is null");
    }
}
