package io.penstock.distributed;

import io.penstock.delivery.Webhooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Receivers that fail as chance has it, take their time, and remember what they took.
final class Receivers implements Webhooks {
    private static final double TAKEN = 0.45;
    private static final double GONE = 0.02;
    private static final double OWN_FAILURE = 0.05;
    private static final double SLOW = 0.25;
    private static final double OTHERS = 0.55;
    private static final Duration LONGEST = Duration.ofSeconds(200);

    private final Random random;
    private final Faults faults;
    private final Trace trace;
    private final Runnable requested;
    private final Map<String, List<byte[]>> taken = new HashMap<>();

    /// @param requested told of each request when it comes
    Receivers(Random random, Faults faults, Trace trace, Runnable requested) {
        this.random = random;
        this.faults = faults;
        this.trace = trace;
        this.requested = requested;
    }

    /// The bodies of the requests of this delivery that were answered with success.
    List<byte[]> taken(String delivery) {
        return taken.getOrDefault(delivery, List.of());
    }

    @Override
    public Answer send(Request request) {
        if (random.nextDouble() < OWN_FAILURE) {
            throw new IllegalStateException("no port is free");
        }
        requested.run();
        var delivery = header(request, "webhook-id");
        int status = status();
        trace.add("request %s attempt %s: %d".formatted(delivery, header(request, "penstock-attempt"), status));
        if (status == 204) {
            taken.computeIfAbsent(delivery, _ -> new ArrayList<>()).add(request.body());
        }
        if (random.nextDouble() < SLOW) {
            faults.stall(LONGEST);
        }
        faults.othersGoOn(OTHERS);
        faults.mayCrash("request");
        return status == 0
                ? new Unanswered("nobody listens", Duration.ofMillis(3))
                : new Answered(status, new byte[random.nextInt(2_000)], retryAfter(status), Duration.ofMillis(20));
    }

    private int status() {
        double chance = random.nextDouble();
        if (chance < TAKEN) {
            return 204;
        }
        if (chance < TAKEN + GONE) {
            return 410;
        }
        return List.of(0, 500, 503).get(random.nextInt(3));
    }

    private Optional<String> retryAfter(int status) {
        return status == 503 && random.nextBoolean()
                ? Optional.of(Integer.toString(random.nextInt(7_000)))
                : Optional.empty();
    }

    private static String header(Request request, String name) {
        return request.headers().stream()
                .filter(header -> header.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findAny()
                .orElseThrow();
    }
}
