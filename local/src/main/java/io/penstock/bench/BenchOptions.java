package io.penstock.bench;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What is measured.
///
/// @param events how many are published and counted
/// @param warmUp how many are published before them, and not counted
/// @param size bytes of an event's data
/// @param rate events per second; 0 for as fast as it can
/// @param batch events of a request; 1 for single ones in binary mode
/// @param connections how many requests are under way at once
/// @param subscriptions how many of them match each event
/// @param others how many further subscriptions the tenant has, none of which matches
/// @param slow how long a receiver takes for each of half of the events; the other half is measured, before that and
///     meanwhile
/// @param timeout after which the measurement ends, whatever is missing
/// @param dataParent where a server of its own gets a directory for its data, for as long as it lives
/// @param javaOptions of the JVM of a server of its own, besides the usual ones
/// @param target a server that runs already; if absent, one is started for the measurement
public record BenchOptions(
        int events,
        int warmUp,
        int size,
        int rate,
        int batch,
        int connections,
        int subscriptions,
        int others,
        Optional<Duration> slow,
        Duration timeout,
        Path dataParent,
        List<String> javaOptions,
        Optional<Target> target) {
    /// Most events of a request.
    public static final int MAX_BATCH = 1_000;

    /// A server that runs already.
    ///
    /// @param uri where it listens
    /// @param key of a tenant, which is given subscriptions for the time of the measurement
    public record Target(URI uri, String key) {
        public Target {
            requireNonNull(uri, "uri is null");
            requireNonNull(key, "key is null");
        }

        /// Without the key.
        @Override
        public String toString() {
            return "Target[%s]".formatted(uri);
        }
    }

    /// @throws IllegalArgumentException naming the option, if it is out of its limits
    public BenchOptions {
        checkRange("events", events, 1, 100_000_000);
        checkRange("warm-up", warmUp, 0, 100_000_000);
        checkRange("size", size, EventBodies.MIN_SIZE, 1_000_000);
        checkRange("rate", rate, 0, 10_000_000);
        checkRange("batch", batch, 1, MAX_BATCH);
        checkRange("connections", connections, 1, 1_024);
        checkRange("subscriptions", subscriptions, 1, 1_000);
        checkRange("others", others, 0, 1_000_000);
        requireNonNull(slow, "slow is null");
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be more than nothing: " + timeout);
        }
        requireNonNull(dataParent, "dataParent is null");
        javaOptions = List.copyOf(javaOptions);
        requireNonNull(target, "target is null");
    }

    private static void checkRange(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("%s must be from %,d to %,d: %,d".formatted(option, min, max, value));
        }
    }
}
