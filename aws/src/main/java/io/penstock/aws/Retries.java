package io.penstock.aws;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/// Makes requests again that failed for a reason that passes: a limit, an error of the service's own, a connection. The
/// pauses between are drawn from zero to a bound that doubles ("full jitter"), so that those who were refused together
/// do not come back together. It goes on until there is no time left.
///
/// The clients' own retries are switched off ([AwsClients]): these here know the deadline, and whether a request that
/// is made again may have been carried out before.
public final class Retries {
    /// Bound of the first pause.
    static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    /// Bound of every pause.
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    /// For how long one request is made again, if the deadline leaves so much.
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int MAX_DOUBLINGS = 16;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Sleeper sleeper;
    private final Supplier<Instant> deadline;

    /// @param deadline when whoever asks has to be done; looked at before each pause
    public Retries(InstantSource clock, RandomGenerator random, Sleeper sleeper, Supplier<Instant> deadline) {
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
        this.sleeper = requireNonNull(sleeper, "sleeper is null");
        this.deadline = requireNonNull(deadline, "deadline is null");
    }

    /// A request that can be made again.
    @FunctionalInterface
    interface Request<T> {
        /// Makes the request.
        ///
        /// @param maybeDone whether it was made before, and may have been carried out without our being told
        T send(boolean maybeDone);
    }

    /// What `request` answers in the end.
    ///
    /// @throws SdkException the last failure, if it does not pass or there is no time left
    <T> T call(Request<T> request) {
        var pauses = pauses();
        boolean maybeDone = false;
        while (true) {
            try {
                return request.send(maybeDone);
            } catch (SdkException e) {
                if (!passes(e) || !pauses.pause()) {
                    throw e;
                }
                maybeDone |= !wasRefused(e);
            }
        }
    }

    /// The pauses between the tries of one request.
    Pauses pauses() {
        return new Pauses(clock.instant().plus(PATIENCE));
    }

    /// Pauses that grow. For one thread.
    final class Pauses {
        private final Instant patience;
        private int made;

        private Pauses(Instant patience) {
            this.patience = patience;
        }

        /// Waits a while.
        ///
        /// @return whether to try again; not if time is up, or the thread was interrupted
        boolean pause() {
            var pause = next();
            var over = clock.instant().plus(pause);
            if (over.isAfter(patience) || over.isAfter(deadline.get())) {
                return false;
            }
            try {
                sleeper.sleep(pause);
                return true;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private Duration next() {
            long bound = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(made, MAX_DOUBLINGS));
            made++;
            return Duration.ofMillis(random.nextLong(bound + 1));
        }
    }

    /// Whether the same request may succeed if it is made again.
    static boolean passes(SdkException failure) {
        if (failure instanceof AwsServiceException answer) {
            return answer.isThrottlingException() || answer.isClockSkewException() || answer.statusCode() >= 500;
        }
        return failure.retryable() || isIo(failure);
    }

    /// Whether it is certain that nothing was done.
    private static boolean wasRefused(SdkException failure) {
        return failure instanceof AwsServiceException answer && answer.statusCode() < 500;
    }

    private static boolean isIo(SdkException failure) {
        for (@Nullable Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
