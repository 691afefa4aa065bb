package io.penstock.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A directory for one run, that only this user can read; removed with all that is in it by [#close].
record TemporaryDirectory(Path path) implements AutoCloseable {
    static TemporaryDirectory make() {
        try {
            return new TemporaryDirectory(Files.createTempDirectory("penstock-demo-"));
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory can be made", e);
        }
    }

    @Override
    public void close() {
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary directory %s cannot be removed".formatted(path), e);
        }
    }
}
