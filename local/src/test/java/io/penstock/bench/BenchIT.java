package io.penstock.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class BenchIT {
    private static final Path TARGET = Path.of("target/bench-test");

    @BeforeEach
    void anEmptyDirectory() throws IOException {
        Files.createDirectories(TARGET);
    }

    @Test
    void aSmallMeasurementInBatchesLosesNothingAndSaysEverything() throws Exception {
        var report = run(options(100, 10, Optional.empty()));

        assertThat(report.lost()).isZero();
        assertThat(report.duplicates()).isZero();
        assertThat(fields(ReportFormat.json(report)))
                .contains(
                        "events",
                        "bytes",
                        "acceptedPerSecond",
                        "deliveredPerSecond",
                        "floorPerSecond",
                        "ratio",
                        "cpuMsPerEvent",
                        "peakMemoryBytes",
                        "latencyMs",
                        "store",
                        "diskMs",
                        "lost",
                        "duplicates")
                .containsSubsequence("latencyMs", "p50", "p99", "p999", "max");
        assertThat(report.deliveredPerSecond()).isPositive();
        assertThat(report.floorPerSecond()).isPositive();
        assertThat(report.latency().p50()).isPositive();
        assertThat(report.disk()).hasValueSatisfying(disk -> {
            assertThat(disk.p50()).isPositive();
            assertThat(disk.max()).isGreaterThanOrEqualTo(disk.p99());
        });
        assertThat(ReportFormat.text(report)).contains("1,000 events of 256 bytes", "which are not counted");
        assertThat(TARGET).isEmptyDirectory();
    }

    @Test
    void aSlowReceiverOfSomeOfTheEventsIsNotWaitedFor() throws Exception {
        var report = run(options(1, 0, Optional.of(new BenchOptions.Slow(Duration.ofSeconds(30), 0.25))));

        assertThat(report.lost()).isZero();
        assertThat(report.latencyBefore()).isPresent();
        // At a rate, the disk is watched meanwhile.
        assertThat(report.diskMeanwhile())
                .hasValueSatisfying(disk -> assertThat(disk.p50()).isPositive());
        assertThat(fields(ReportFormat.json(report)))
                .contains("latencyMsBeforeSlowness", "diskMsMeanwhile", "diskMsBeforeSlowness");
        assertThat(ReportFormat.text(report)).contains("disk meanwhile", "disk before");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void dataInMemoryIsMeasuredAndSaidToBe() throws Exception {
        var report = run(options(100, 0, Optional.empty(), Path.of("/dev/shm")));

        assertThat(report.store()).contains("tmpfs");
        assertThat(report.lost()).isZero();
        assertThat(ReportFormat.text(report)).contains("The data was in memory");
    }

    private static Report run(BenchOptions options) throws InterruptedException {
        try (var progress = new Progress(new PrintWriter(Writer.nullWriter()), false)) {
            return Bench.run(options, progress, InstantSource.system());
        }
    }

    private static BenchOptions options(int batch, int others, Optional<BenchOptions.Slow> slow) {
        return options(batch, others, slow, TARGET);
    }

    private static BenchOptions options(int batch, int others, Optional<BenchOptions.Slow> slow, Path dataParent) {
        return new BenchOptions(
                1_000,
                100,
                256,
                slow.isPresent() ? 500 : 0,
                batch,
                8,
                1,
                others,
                slow,
                Duration.ofMinutes(2),
                dataParent,
                List.of("-XX:TieredStopAtLevel=1"),
                Optional.empty());
    }

    private static List<String> fields(String json) throws IOException {
        var names = new ArrayList<String>();
        try (var parser = new JsonFactory().createParser(json)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                }
            }
        }
        return names;
    }
}
