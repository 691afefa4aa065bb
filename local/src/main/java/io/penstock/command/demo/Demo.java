package io.penstock.command.demo;

import static java.util.Objects.requireNonNull;

import io.penstock.access.KeyText;
import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import io.penstock.command.client.RefusedException;
import io.penstock.command.client.ServerAccess;
import io.penstock.embedded.FatalHandler;
import io.penstock.event.EventJson;
import io.penstock.event.HttpEvents;
import io.penstock.server.PenstockServer;
import io.penstock.server.PortTakenException;
import io.penstock.server.ServerOptions;
import io.penstock.signing.SharedSecret;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A server with a tenant, three subscriptions, a receiver for them, and the samples published in a loop, for people to
/// watch.
public final class Demo {
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(400);

    /// How long to wait for the last deliveries if the events are numbered.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Steps that wait to be told of. If someone makes more than can be told, the rest is left out.
    private static final int MAX_STEPS = 10_000;

    private static final String TENANT = "demo";
    private static final String KEY = "penstock serve --demo";

    private final Settings settings;
    private final Story story;
    private final BooleanSupplier stopped;
    private final InstantSource clock = InstantSource.system();
    private final BlockingQueue<Watch.Seen> steps = new ArrayBlockingQueue<>(MAX_STEPS);

    /// What the demo is to be like.
    ///
    /// @param server as for `serve`, with the receiver's network allowed, and an operator's key
    /// @param otherPort whether to take another port if the server's is taken
    /// @param events how many to publish; 0 for no end
    /// @param colours whether to use them
    public record Settings(ServerOptions server, boolean otherPort, long events, boolean colours) {
        public Settings {
            requireNonNull(server, "server is null");
            if (server.operatorKey().isEmpty()) {
                throw new IllegalArgumentException("the demo needs an operator's key");
            }
        }
    }

    /// @param stopped whether to come to an end
    public Demo(Settings settings, PrintWriter out, BooleanSupplier stopped) {
        this.settings = requireNonNull(settings, "settings is null");
        this.story = new Story(out, settings.colours());
        this.stopped = requireNonNull(stopped, "stopped is null");
    }

    /// Runs until it is stopped, or has delivered as many events as it was to publish.
    ///
    /// @return whether every delivery that was to be waited for was made
    public boolean run(FatalHandler fatal) throws InterruptedException {
        var random = new SecureRandom();
        try (var receiver = new DemoReceiver(SharedSecret.generate(random), clock);
                var server = start(fatal);
                var operator = new ApiClient(new ServerAccess(server.uri(), operatorKey(), Optional.of(TENANT)))) {
            var key = prepare(operator, receiver);
            greet(server, receiver, key);
            try (var api = new ApiClient(new ServerAccess(server.uri(), key))) {
                var watch = new Watch(api, receiver, story, clock);
                loop(api, watch);
                story.say("");
                story.say(watch.summary());
                return settings.events() == 0 || watch.allDelivered();
            }
        }
    }

    private PenstockServer start(FatalHandler fatal) {
        try {
            return start(settings.server(), fatal);
        } catch (PortTakenException e) {
            if (!settings.otherPort()) {
                throw e;
            }
            story.say("Port %d is taken by another program, so the server takes a free one."
                    .formatted(settings.server().port()));
            return start(settings.server().withPort(0), fatal);
        }
    }

    private PenstockServer start(ServerOptions options, FatalHandler fatal) {
        return PenstockServer.start(
                options,
                (message, step) -> {
                    var _ = steps.offer(new Watch.Seen(message, step));
                },
                fatal);
    }

    private KeyText operatorKey() {
        return settings.server().operatorKey().orElseThrow();
    }

    /// Makes the tenant, its key and its subscriptions, instead of those of an earlier run in the same data directory:
    /// they led to a receiver that is gone, and its key is with whoever saw that run.
    private KeyText prepare(ApiClient operator, DemoReceiver receiver) {
        operator.send("PUT", ApiClient.path("tenants", TENANT), Json.object(Map.of("name", Json.text("Demo"))));
        for (var subscription : DemoSubscription.values()) {
            var path = ApiClient.path("subscriptions", subscription.id());
            try {
                operator.send("DELETE", path);
            } catch (RefusedException e) {
                if (e.status() != 404) {
                    throw e;
                }
            }
            operator.send(
                    "PUT",
                    path,
                    subscription.request(receiver.uri(), receiver.secret().reveal()));
        }
        var keys = ApiClient.path("tenants", TENANT, "keys");
        for (var key : operator.get(keys).json().items("items")) {
            if (key.word("name").equals(KEY)) {
                operator.send("DELETE", ApiClient.path("tenants", TENANT, "keys", key.word("id")));
            }
        }
        var made = operator.send("POST", keys, Json.object(Map.of("name", Json.text(KEY))));
        return KeyText.read(made.json().word("key")).orElseThrow();
    }

    private void greet(PenstockServer server, DemoReceiver receiver, KeyText key) {
        story.heading("The demo of Penstock: a server, a producer and a receiver, in one process");
        story.say("");
        story.say("  server     " + server.uri() + ", data in "
                + settings.server().storage().directory());
        story.say("  producer   publishes the samples of events/samples, over and over");
        story.say("  receiver   " + receiver.uri() + ", verifies the signature of every webhook");
        story.say("  tenant     " + TENANT);
        for (var subscription : DemoSubscription.values()) {
            story.say("  %-10s %-13s %s"
                    .formatted(
                            subscription == DemoSubscription.EVERYTHING ? "subscribed" : "",
                            subscription.id(),
                            subscription.description()));
        }
        story.say("");
        story.heading("Try in another terminal");
        story.say("");
        story.say("  export PENSTOCK_URL=%s".formatted(server.uri()));
        story.say("  export PENSTOCK_KEY=" + key.reveal());
        story.say("  ./penstock publish --type order.created --data '{\"amount\": 1200}'");
        story.say("  ./penstock events list --limit 3");
        story.say("  ./penstock deliveries list --subscription flaky --limit 3");
        story.say("");
        story.say("or, by the HTTP API alone,");
        story.say("");
        story.say("  curl -s $PENSTOCK_URL/v1/events -H \"Authorization: Bearer $PENSTOCK_KEY\" \\");
        story.say("    -H 'Content-Type: application/json' -H 'ce-specversion: 1.0' -H 'ce-type: order.created' \\");
        story.say("    -H 'ce-source: /me' -H \"ce-id: $RANDOM\" -d '{\"amount\": 1200}'");
        story.say("");
        story.say("Ctrl-C ends it.");
        story.say("");
    }

    private void loop(ApiClient api, Watch watch) throws InterruptedException {
        var samples = new Samples(Long.toString(clock.millis(), Character.MAX_RADIX));
        long next = System.nanoTime();
        while (!stopped.getAsBoolean() && !isDone(watch, next)) {
            long wait = next - System.nanoTime();
            if (wait <= 0 && !isAllPublished(watch)) {
                publish(api, watch, samples);
                next = System.nanoTime() + BETWEEN_EVENTS.toNanos();
                wait = BETWEEN_EVENTS.toNanos();
            }
            var seen = steps.poll(
                    Math.clamp(wait, 0, BETWEEN_EVENTS.toNanos()) + TimeUnit.MILLISECONDS.toNanos(1),
                    TimeUnit.NANOSECONDS);
            if (seen != null) {
                watch.step(seen);
            }
        }
    }

    private static void publish(ApiClient api, Watch watch, Samples samples) {
        var answer = api.send(
                "POST", "/v1/events", Map.of("content-type", HttpEvents.STRUCTURED), EventJson.write(samples.next()));
        watch.published(answer.json().items("accepted").getFirst().word("event"));
    }

    private boolean isAllPublished(Watch watch) {
        return settings.events() > 0 && watch.published() >= settings.events();
    }

    /// @param next when the next event would be published, by the clock of [System#nanoTime]
    private boolean isDone(Watch watch, long next) {
        return isAllPublished(watch) && (watch.isIdle() || System.nanoTime() - next > PATIENCE.toNanos());
    }
}
