package io.penstock.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A directory for one run, that only this user can read.
final class TemporaryDirectory {
    private TemporaryDirectory() {}

    static Path make() {
        try {
            return Files.createTempDirectory("penstock-demo-");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory can be made", e);
        }
    }

    static void remove(Path directory) {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary directory %s cannot be removed".formatted(directory), e);
        }
    }
}
