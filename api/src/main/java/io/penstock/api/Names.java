package io.penstock.api;

import io.penstock.input.InvalidInputException;

/// What people call things.
final class Names {
    private Names() {}

    /// @throws InvalidInputException naming `field`, if `name` has a control character, which no terminal shows safely
    static String check(String field, String name) {
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException(field, "must not have control characters");
        }
        return name;
    }
}
