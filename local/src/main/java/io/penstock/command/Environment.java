package io.penstock.command;

import static java.util.Objects.requireNonNull;

import java.io.Console;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/// What a command finds around it.
///
/// @param variables the environment's
/// @param in standard input
/// @param colours whether standard output may be coloured
record Environment(Map<String, String> variables, InputStream in, boolean colours) {
    Environment {
        variables = Map.copyOf(variables);
        requireNonNull(in, "in is null");
    }

    /// This process's own. Colours only where somebody sees them, and has not said no ([NO_COLOR](https://no-color.org)).
    static Environment ofProcess() {
        var variables = System.getenv();
        boolean colours = Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent()
                && variables.getOrDefault("NO_COLOR", "").isEmpty()
                && !variables.getOrDefault("TERM", "").equals("dumb");
        return new Environment(variables, System.in, colours);
    }

    /// The value of a variable that is set, and not to nothing.
    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /// Names only: values may be secret.
    @Override
    public String toString() {
        return "Environment" + variables.keySet();
    }
}
