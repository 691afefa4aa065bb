package io.penstock.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.MDC;

/// The invocation that this process is at: a process of a function is at one at a time.
public final class Invocation {
    /// What has to be left to answer.
    private static final Duration RESERVE = Duration.ofMillis(500);

    private final InstantSource clock;
    private volatile Instant end = Instant.MAX;

    public Invocation(InstantSource clock) {
        this.clock = clock;
    }

    /// Begins the invocation that `context` is about; every line of the log says from now on that it is of this one.
    public void begin(Context context) {
        end = clock.instant().plusMillis(context.getRemainingTimeInMillis()).minus(RESERVE);
        MDC.put("requestId", context.getAwsRequestId());
    }

    /// When everything has to be done; never, while the process starts.
    public Instant end() {
        return end;
    }

    /// How much time is left for everything; negative if there is none.
    public Duration remaining() {
        return Duration.between(clock.instant(), end);
    }
}
