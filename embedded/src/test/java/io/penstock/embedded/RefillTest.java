package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RefillTest {
    @TempDir
    Path directory;

    private volatile boolean broken;

    @Test
    void anErrorThatEndsItIsFatal() throws InterruptedException {
        var fatal = new ArrayBlockingQueue<String>(1);
        InstantSource clock = () -> {
            if (broken) {
                throw new LinkageError("on purpose");
            }
            return Samples.START;
        };
        var options = EmbeddedOptions.in(directory);
        try (var engine = EmbeddedEngine.open(options, EngineFixture.around(clock, (what, cause) -> fatal.add(what)))) {
            engine.plans().plan(List.of(Samples.planned(Samples.event("1"), Samples.START, 1)));
        }
        broken = true;
        try (var engine = EmbeddedEngine.open(options, EngineFixture.around(clock, (what, cause) -> fatal.add(what)))) {
            engine.start();

            assertThat(fatal.poll(10, TimeUnit.SECONDS)).isEqualTo("reading what is due");
        }
    }
}
