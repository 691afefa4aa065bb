package io.penstock.benchmarks;

import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.filter.Filter;
import io.penstock.identity.Id128;
import io.penstock.routing.Plan;
import io.penstock.routing.RoutingTable;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningKeys;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Policy;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.TenantUid;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Finding the subscriptions of an event: one matches; the others are spread over a thousand types, one of which is the
/// event's, with filters on two fields.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = "-Xmx1g")
public class MatchingBenchmark {
    private static final int TYPES = 1_000;
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final List<String> OPERATORS = List.of(
            "[\"eu-west-%d\"]",
            "[{\"prefix\":\"us-%d\"}]",
            "[{\"suffix\":\"-south-%d\"}]",
            "[{\"equals-ignore-case\":\"EU-EAST-%d\"}]",
            "[{\"prefix\":\"eu-\"}]",
            "[{\"anything-but\":[\"us-%d\"]}]");

    /// How many the tenant has.
    @Param({"1", "1000", "100000"})
    public int subscriptions;

    private final Random random = new Random(7);
    private final TenantUid tenant = new TenantUid(Id128.random(random));
    private final SigningKeys keys = SigningKeys.of(SharedSecret.generate(new SecureRandom()));
    private final Destination destination =
            new Destination.Webhook(URI.create("https://example.com/"), Map.of(), Destination.Mode.BINARY);
    private final RoutingTable table = new RoutingTable(EventJson::write);
    private final Event event = Events.event("event-1");

    /// Fills the table.
    @Setup
    public void fill() {
        table.put(subscription(0, Events.TYPE, null));
        for (int i = 1; i < subscriptions; i++) {
            var type = i % TYPES == 0 ? Events.TYPE : "other.type-" + i % TYPES;
            int number = i / TYPES;
            var region = OPERATORS.get(number % OPERATORS.size()).formatted(number);
            table.put(subscription(
                    i,
                    type,
                    Filter.parse("{\"data\":{\"region\":%s,\"amount\":[{\"numeric\":[\">\",%d]}]}}"
                            .formatted(region, 1_000 + number))));
        }
    }

    private Subscription subscription(int number, String type, @Nullable Filter filter) {
        return new Subscription(
                new SubscriptionUid(Id128.random(random)),
                tenant,
                "s-" + number,
                number + 1,
                List.of(new TypePattern.Exact(type)),
                filter,
                destination,
                Policy.STANDARD,
                Status.active(NOW),
                keys,
                NOW,
                NOW);
    }

    /// One event.
    @Benchmark
    public Plan route() {
        return table.route(tenant, event);
    }
}
