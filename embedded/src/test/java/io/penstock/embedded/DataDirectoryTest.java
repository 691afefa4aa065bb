package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.testing.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
    @TempDir
    Path path;

    @Test
    void onlyItsOwnerReachesWhatIsKept() throws IOException {
        var directory = path.resolve("a/b");
        var options = EmbeddedOptions.in(directory).withAttempts(64, 64);
        try (var engine = EmbeddedEngine.open(options, EngineFixture.around(new TestClock(), (what, cause) -> {}))) {
            engine.plans().plan(List.of(Samples.planned(Samples.event("1"), Samples.START, 1)));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
            try (var files = Files.list(directory)) {
                assertThat(files)
                        .hasSize(6)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void aSecondUserOfADirectoryIsRefusedAndToldWhichAndWho() {
        try (var first = DataDirectory.open(path)) {
            assertThatExceptionOfType(DataDirectoryException.class)
                    .isThrownBy(() -> DataDirectory.open(first.path()))
                    .withMessageContaining(path.toString())
                    .withMessageContaining(
                            String.valueOf(ProcessHandle.current().pid()));
        }
        DataDirectory.open(path).close();
    }

    @Test
    void anEngineThatCannotBeOpenedLeavesItsDirectoryFree() throws IOException {
        Files.writeString(path.resolve("penstock.db"), "this is no database ".repeat(100), StandardCharsets.US_ASCII);

        assertThatExceptionOfType(DataDirectoryException.class).isThrownBy(() -> new EngineFixture(path));

        DataDirectory.open(path).close();
    }
}
