package io.penstock.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeCommandTest {
    @TempDir
    Path directory;

    @Test
    void theDemoShowsAllThatCanHappenToAnEvent() {
        var run = Run.of(Map.of(), "", "serve", "--demo", "--demo-events", "2", "--port", "0", "--data", data());

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .containsPattern("tenant +demo, with the key psk_")
                .containsPattern("published +#1 +order.created +→ everything +as evt_")
                .containsPattern("filtered +#1 +order.created +→ large-orders +filter did not match")
                .containsPattern(
                        "delivered +#1 +order.created +→ everything +attempt 1 +200 +[0-9]+ ms +signature verified")
                .containsPattern(
                        "failed +#2 +invoice.paid +→ flaky +attempt 1 +503 .*signature verified +next attempt in [0-9.]+ s")
                .containsPattern("delivered +#2 +invoice.paid +→ flaky +attempt 2 +200 .*signature verified")
                .contains("Published 2 events, delivered 3 times, retried 1 times, gave up 0 deliveries.");
    }

    @Test
    void theDemoCanBeRunAgainOnTheSameData() {
        var first = Run.of(Map.of(), "", "serve", "--demo", "--demo-events", "1", "--port", "0", "--data", data());
        var second = Run.of(Map.of(), "", "serve", "--demo", "--demo-events", "1", "--port", "0", "--data", data());

        assertThat(first.code()).isEqualTo(ExitCode.OK);
        assertThat(second.out()).contains("Published 1 events, delivered 1 times");
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var port = Integer.toString(taken.getLocalPort());
            var run = Run.of(Map.of(), "", "serve", "--port", port, "--data", data());

            assertThat(run.code()).isEqualTo(ExitCode.CANNOT_START);
            assertThat(run.err())
                    .contains("the port " + port + " of 127.0.0.1 is taken")
                    .contains("--port");
        }
    }

    @Test
    void aDataDirectoryThatIsNoneIsNamed() throws IOException {
        var file = Files.writeString(directory.resolve("file"), "no directory");
        var run = Run.of(Map.of(), "", "serve", "--port", "0", "--data", file.toString());

        assertThat(run.code()).isEqualTo(ExitCode.CANNOT_START);
        assertThat(run.err()).contains(file.toString());
    }

    @Test
    void optionsOutOfTheirLimitsAreRefused() {
        var run = Run.of(Map.of(), "", "serve", "--retention", "PT1S", "--data", data());

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("retention must be from").contains("penstock serve --help");
        assertThat(Run.of(Map.of(), "", "serve", "--allow-network", "mine").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Run.of(Map.of(), "", "serve", "--demo-events", "3").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void anOperatorsKeyThatIsTooShortIsRefusedAndNotShown() {
        var run = Run.of(Map.of("PENSTOCK_OPERATOR_KEY", "hunter2"), "", "serve", "--demo", "--data", data());

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("PENSTOCK_OPERATOR_KEY must have").doesNotContain("hunter2");
    }

    private String data() {
        return directory.resolve("data").toString();
    }
}
