package io.penstock.bench;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/// What was measured.
///
/// @param options what was asked for
/// @param acceptedPerSecond events, from the first request to the last answer
/// @param deliveredPerSecond deliveries, from the first request to the last arrival
/// @param floorPerSecond requests, from the same client to the same receiver with nothing between
/// @param ratio of the two
/// @param cpuMsPerEvent processor time of the server per delivery, in milliseconds; of a server of its own only
/// @param peakMemoryBytes most memory of the server at once; of a server of its own only, and where there is `/proc`
/// @param latency from when the event was to be published to its arrival
/// @param latencyBefore with a slow receiver: the same, before that one was slow
/// @param store the kind of file system where the server has its data, `tmpfs` for memory; of a server of its own only
/// @param disk to append 8 KiB to a file there, and to sync them, before and after; of a server of its own only
/// @param diskMeanwhile the same, 50 times a second while the events were under way; with a rate only
/// @param diskBefore with a slow receiver: the same, before that one was slow
/// @param lost deliveries that did not arrive
/// @param duplicates deliveries that arrived again
/// @param putOff requests that were answered 429 or 503, and repeated
/// @param loadAverage of the machine, in the last minute; absent where it has none
public record Report(
        BenchOptions options,
        double acceptedPerSecond,
        double deliveredPerSecond,
        double floorPerSecond,
        double ratio,
        OptionalDouble cpuMsPerEvent,
        OptionalLong peakMemoryBytes,
        Latency latency,
        Optional<Latency> latencyBefore,
        Optional<String> store,
        Optional<Latency> disk,
        Optional<Latency> diskMeanwhile,
        Optional<Latency> diskBefore,
        long lost,
        long duplicates,
        long putOff,
        OptionalDouble loadAverage) {
    /// Milliseconds.
    ///
    /// @param p50 half of all took no longer
    /// @param p99 99 of 100
    /// @param p999 999 of 1,000
    /// @param max all
    public record Latency(double p50, double p99, double p999, double max) {
        static Latency of(Histogram nanos) {
            return new Latency(
                    nanos.getValueAtPercentile(50) / 1e6,
                    nanos.getValueAtPercentile(99) / 1e6,
                    nanos.getValueAtPercentile(99.9) / 1e6,
                    nanos.getMaxValue() / 1e6);
        }
    }
}
