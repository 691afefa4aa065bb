package io.penstock.delivery;

import org.jspecify.annotations.Nullable;

/// What became of a delivery when a message asked for an attempt.
///
/// @param attempt the attempt, if one was made
/// @param next what was decided; null if there was nothing to do
public record Step(@Nullable Attempt attempt, @Nullable Next next) {
    static final Step NOTHING = new Step(null, null);
}
