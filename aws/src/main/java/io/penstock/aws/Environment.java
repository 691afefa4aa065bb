package io.penstock.aws;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/// The environment variables of a process, for whoever makes its settings of them, once, at its start. What is missing
/// or is not what it should be is said with the variable's name. One that is empty is missing: a template cannot leave
/// one out.
public final class Environment {
    private final Map<String, String> variables;

    /// @param variables by their names, as [System#getenv()] has them
    public Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /// What the variable `name` says, if it is set.
    public Optional<String> find(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /// What the variable `name` says.
    ///
    /// @throws IllegalStateException if it is not set
    public String text(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalStateException("the environment variable %s is not set".formatted(name)));
    }

    /// An absolute URL.
    ///
    /// @throws IllegalStateException if it is not set, or is none
    public URI url(String name) {
        var text = text(name);
        try {
            var url = new URI(text);
            if (url.getScheme() != null && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException _) {
            // Said below.
        }
        throw wrong(name, "a URL", text);
    }

    /// A whole number.
    ///
    /// @param otherwise if it is not set
    /// @throws IllegalStateException if it is none of `least` to `most`
    public int whole(String name, int least, int most, int otherwise) {
        var text = find(name).orElse(null);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw wrong(name, "a whole number from %d to %d".formatted(least, most), text);
    }

    /// A duration in ISO 8601, such as `PT15M`.
    ///
    /// @param otherwise if it is not set
    /// @throws IllegalStateException if it is none, or is negative
    public Duration duration(String name, Duration otherwise) {
        var text = find(name).orElse(null);
        if (text == null) {
            return otherwise;
        }
        try {
            var duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException _) {
            // Said below.
        }
        throw wrong(name, "a duration such as PT15M", text);
    }

    /// `true` or `false`; false if it is not set.
    ///
    /// @throws IllegalStateException if it is neither
    public boolean flag(String name) {
        return switch (find(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            case String other -> throw wrong(name, "true or false", other);
        };
    }

    private static IllegalStateException wrong(String name, String what, String text) {
        return new IllegalStateException("the environment variable %s is not %s: '%s'".formatted(name, what, text));
    }

    /// The names only: some of the values are secret.
    @Override
    public String toString() {
        return "Environment" + variables.keySet();
    }
}
