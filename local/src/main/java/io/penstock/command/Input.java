package io.penstock.command;

import io.penstock.command.client.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a command is given to read.
final class Input {
    private Input() {}

    /// The content of a file; of standard input for `-`.
    static byte[] read(Environment environment, String name) {
        try {
            return name.equals("-") ? environment.in().readAllBytes() : Files.readAllBytes(Path.of(name));
        } catch (IOException e) {
            throw new UnreadableInputException(
                    "%s cannot be read".formatted(name.equals("-") ? "standard input" : name), e);
        }
    }

    /// A text as it is, or, behind an `@`, the content of a file.
    static String text(Environment environment, String text) {
        return text.startsWith("@")
                ? new String(read(environment, text.substring(1)), StandardCharsets.UTF_8).strip()
                : text;
    }

    /// JSON, or, behind an `@`, the file that it is in.
    ///
    /// @param option for the message
    static Json json(Environment environment, String option, String text) {
        try {
            return Json.read(text(environment, text).getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new UnreadableInputException("%s is not JSON: %s".formatted(option, e.getMessage()), e);
        }
    }
}
