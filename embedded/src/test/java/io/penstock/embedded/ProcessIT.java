package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Next;
import io.penstock.delivery.ParkReason;
import io.penstock.event.EventKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What another process sees, and what is left of one that was killed.
final class ProcessIT {
    private static final int ACCEPTED = 300;

    @TempDir
    Path path;

    private Process publisher;
    private BufferedReader accepted;

    @BeforeEach
    void start() throws IOException {
        publisher = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Publisher.class.getName(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        accepted = publisher.inputReader();
    }

    @AfterEach
    void kill() throws InterruptedException {
        publisher.destroyForcibly().waitFor();
    }

    @Test
    void whatWasAcceptedSurvivesTheKillOfItsProcess() throws Exception {
        var ids = new ArrayList<String>();
        for (int i = 0; i < ACCEPTED; i++) {
            ids.add(accepted.readLine());
        }
        // By its handle: the process itself would close its output, too.
        publisher.toHandle().destroyForcibly();
        accepted.lines().forEach(ids::add);

        try (var engine = EngineFixture.open(EmbeddedOptions.in(path), InstantSource.system())) {
            var keys = ids.stream()
                    .map(id -> EventKey.of(Samples.TENANT, "/shop", id))
                    .toList();
            assertThat(keys)
                    .allMatch(key -> engine.ledger().event(Samples.TENANT, key).isPresent());
            assertThat(due(engine)).containsAll(keys);
        }
    }

    private static Set<EventKey> due(EmbeddedEngine engine) {
        var due = new HashSet<EventKey>();
        var now = InstantSource.system().instant();
        for (DeliveryMessage message = engine.queue().next(now);
                message != null;
                message = engine.queue().next(now)) {
            due.add(message.event());
            engine.deliveries().move(message, new Next.Park(ParkReason.PAUSED));
        }
        return due;
    }

    @Test
    void aSecondProcessIsRefused() throws IOException {
        assertThat(accepted.readLine()).isNotNull();

        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(() -> EngineFixture.open(EmbeddedOptions.in(path), InstantSource.system()))
                .withMessageContaining(path.toRealPath().toString())
                .withMessageContaining(Long.toString(publisher.pid()));
    }
}
