package io.penstock.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.event.BinaryEvent;
import io.penstock.event.Event;
import io.penstock.event.EventJson;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Reading and writing events of 1 KiB: time per event.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EventCodecBenchmark {
    private static final int BATCH = 100;

    private final byte[] batch = IntStream.range(0, BATCH)
            .mapToObj(i -> Events.json("event-" + i))
            .collect(Collectors.joining(",", "[", "]"))
            .getBytes(UTF_8);
    private final Event event = Events.event("event-1");

    /// Reads 100 events in one body.
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<Event> readBatch() {
        return EventJson.readBatch(batch);
    }

    /// Writes the form that filters are evaluated on.
    @Benchmark
    public byte[] writeJson() {
        return EventJson.write(event);
    }

    /// Writes the form that webhooks are sent in.
    @Benchmark
    public BinaryEvent writeBinary() {
        return BinaryEvent.of(event);
    }
}
