package io.penstock.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What the functions have written.
final class Logs {
    private Logs() {}

    /// The lines of all processes of the function that the template calls `id`.
    static List<String> of(Stack stack, String id) throws IOException {
        return lines(stack.logs().resolve(stack.function(id)));
    }

    private static List<String> lines(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            var lines = Stream.<String>builder();
            for (var file : files.filter(each -> each.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                Files.readAllLines(file).forEach(lines);
            }
            return lines.build().toList();
        }
    }
}
