package io.penstock.bench;

import static java.util.Objects.requireNonNull;

import io.penstock.command.client.ServerAccess;
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
/// @param slow a receiver of some of the events that is slow; the others are measured, before that and meanwhile
/// @param timeout after which the measurement ends, whatever is missing
/// @param dataParent where a server of its own gets a directory for its data, for as long as it lives
/// @param javaOptions of the JVM of a server of its own, besides the usual ones
/// @param target a server that runs already, and a tenant there that is given subscriptions for the time of the
///     measurement; if absent, a server is started for it
public record BenchOptions(
        int events,
        int warmUp,
        int size,
        int rate,
        int batch,
        int connections,
        int subscriptions,
        int others,
        Optional<Slow> slow,
        Duration timeout,
        Path dataParent,
        List<String> javaOptions,
        Optional<ServerAccess> target) {
    /// Most events of a request.
    public static final int MAX_BATCH = 1_000;

    /// A receiver that is slow.
    ///
    /// @param delay how long it takes for each event
    /// @param share how many of all events go to it: more than 0, less than 1
    public record Slow(Duration delay, double share) {
        public Slow {
            if (!delay.isPositive()) {
                throw new IllegalArgumentException("slow-delay must be more than nothing: " + delay);
            }
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException("slow-share must be more than 0 and less than 1: " + share);
            }
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
