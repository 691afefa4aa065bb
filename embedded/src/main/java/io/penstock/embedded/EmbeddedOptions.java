package io.penstock.embedded;

import static java.util.Objects.requireNonNull;

import io.penstock.subscription.SubscriptionLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// How Penstock keeps its data on one machine.
///
/// @param directory where everything is kept; made if it is not there
/// @param retention how long events are kept, with their deliveries and attempts; [#MIN_RETENTION] to
///     [#MAX_RETENTION]
/// @param maxBacklogPerSubscription how many deliveries of a subscription may wait; further ones are parked
/// @param maxBacklogPerTenant how many deliveries of a tenant may be unfinished; past it, its events are
///     refused
/// @param attemptsPerSubscription most attempts of a subscription at once
/// @param attempts most attempts at once
/// @param windowPerSubscription most deliveries of a subscription that wait in memory
/// @param window most deliveries that wait in memory
/// @param windowBytes most bytes of events in memory for deliveries, waiting and attempted
/// @param subscriptions how many subscriptions there may be, and how much memory they may take
/// @param secretKey 32 bytes that secrets are encrypted with; if absent, they are drawn at the first start
///     and kept in the file `secret.key` of the directory
public record EmbeddedOptions(
        Path directory,
        Duration retention,
        long maxBacklogPerSubscription,
        long maxBacklogPerTenant,
        int attemptsPerSubscription,
        int attempts,
        int windowPerSubscription,
        int window,
        long windowBytes,
        SubscriptionLimits subscriptions,
        Optional<byte[]> secretKey) {
    /// Shortest retention.
    public static final Duration MIN_RETENTION = Duration.ofMinutes(1);

    /// Longest retention.
    public static final Duration MAX_RETENTION = Duration.ofDays(3_650);

    /// Bytes of a key.
    public static final int SECRET_KEY_BYTES = 32;

    /// @throws IllegalArgumentException naming the option, if it is out of its limits
    public EmbeddedOptions {
        requireNonNull(directory, "directory is null");
        if (retention.compareTo(MIN_RETENTION) < 0 || retention.compareTo(MAX_RETENTION) > 0) {
            throw new IllegalArgumentException(
                    "retention must be from %s to %s: %s".formatted(MIN_RETENTION, MAX_RETENTION, retention));
        }
        checkRange("maxBacklogPerSubscription", maxBacklogPerSubscription, 1, 1_000_000_000);
        checkRange("maxBacklogPerTenant", maxBacklogPerTenant, 1, 10_000_000_000L);
        checkRange("attempts", attempts, 1, 100_000);
        checkRange("attemptsPerSubscription", attemptsPerSubscription, 1, attempts);
        checkRange("windowPerSubscription", windowPerSubscription, 1, 1_000_000);
        checkRange("window", window, 1, 10_000_000);
        checkRange("windowBytes", windowBytes, 1, Long.MAX_VALUE / 4);
        requireNonNull(subscriptions, "subscriptions is null");
        secretKey = secretKey.map(byte[]::clone);
        secretKey.ifPresent(key -> checkRange("secretKey.length", key.length, SECRET_KEY_BYTES, SECRET_KEY_BYTES));
    }

    /// What is used where nothing else is said.
    public static EmbeddedOptions in(Path directory) {
        return new EmbeddedOptions(
                directory,
                Duration.ofDays(30),
                1_000_000,
                10_000_000,
                64,
                4_096,
                1_000,
                100_000,
                64L * 1_024 * 1_024,
                SubscriptionLimits.STANDARD,
                Optional.empty());
    }

    /// These, with another retention.
    public EmbeddedOptions withRetention(Duration retention) {
        return with(copy -> copy.retention = retention);
    }

    /// These, with other limits on what may wait: of a subscription, and of a tenant.
    public EmbeddedOptions withBacklog(long perSubscription, long perTenant) {
        return with(copy -> {
            copy.maxBacklogPerSubscription = perSubscription;
            copy.maxBacklogPerTenant = perTenant;
        });
    }

    /// These, with other limits on attempts at once: of a subscription, and of all.
    public EmbeddedOptions withAttempts(int perSubscription, int total) {
        return with(copy -> {
            copy.attemptsPerSubscription = perSubscription;
            copy.attempts = total;
        });
    }

    /// These, with other limits on what waits in memory: deliveries of a subscription, of all, and bytes of
    /// their events.
    public EmbeddedOptions withWindow(int perSubscription, int total, long bytes) {
        return with(copy -> {
            copy.windowPerSubscription = perSubscription;
            copy.window = total;
            copy.windowBytes = bytes;
        });
    }

    /// These, with other limits on subscriptions.
    public EmbeddedOptions withSubscriptions(SubscriptionLimits limits) {
        return with(copy -> copy.subscriptions = limits);
    }

    /// These, with a key of the caller's for secrets.
    public EmbeddedOptions withSecretKey(byte[] key) {
        return with(copy -> copy.secretKey = Optional.of(key));
    }

    private EmbeddedOptions with(Consumer<Copy> change) {
        var copy = new Copy(this);
        change.accept(copy);
        return copy.options();
    }

    /// Options that can be changed.
    private static final class Copy {
        private final Path directory;
        private Duration retention;
        private long maxBacklogPerSubscription;
        private long maxBacklogPerTenant;
        private int attemptsPerSubscription;
        private int attempts;
        private int windowPerSubscription;
        private int window;
        private long windowBytes;
        private SubscriptionLimits subscriptions;
        private Optional<byte[]> secretKey;

        private Copy(EmbeddedOptions of) {
            directory = of.directory;
            retention = of.retention;
            maxBacklogPerSubscription = of.maxBacklogPerSubscription;
            maxBacklogPerTenant = of.maxBacklogPerTenant;
            attemptsPerSubscription = of.attemptsPerSubscription;
            attempts = of.attempts;
            windowPerSubscription = of.windowPerSubscription;
            window = of.window;
            windowBytes = of.windowBytes;
            subscriptions = of.subscriptions;
            secretKey = of.secretKey;
        }

        private EmbeddedOptions options() {
            return new EmbeddedOptions(
                    directory,
                    retention,
                    maxBacklogPerSubscription,
                    maxBacklogPerTenant,
                    attemptsPerSubscription,
                    attempts,
                    windowPerSubscription,
                    window,
                    windowBytes,
                    subscriptions,
                    secretKey);
        }
    }

    /// When a delivery of an event that was accepted at `acceptedAt` is given up: before the event is
    /// erased.
    ///
    /// @param acceptedAt in milliseconds since 1970
    long expires(long acceptedAt) {
        return acceptedAt + retention.toMillis() - margin();
    }

    /// The latest time of expiry of deliveries whose events are not kept any more at `now`.
    long lost(long now) {
        return now - margin();
    }

    /// The latest time of acceptance of events that are not kept any more at `now`.
    long erased(long now) {
        return now - retention.toMillis();
    }

    /// How much earlier than an event its deliveries expire.
    private long margin() {
        return Math.min(Duration.ofHours(1).toMillis(), retention.toMillis() / 10);
    }

    @Override
    public String toString() {
        return "EmbeddedOptions[%s, retention=%s]".formatted(directory, retention);
    }

    private static void checkRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s must be %,d to %,d: %,d".formatted(name, least, most, value));
        }
    }
}
