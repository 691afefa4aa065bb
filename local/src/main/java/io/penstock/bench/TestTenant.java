package io.penstock.bench;

import io.penstock.webhook.WebhookClient;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// The tenant that is measured, and its subscriptions.
final class TestTenant {
    private static final String SUBSCRIPTIONS = "/v1/subscriptions";
    private static final Pattern KEY = Pattern.compile("\"key\"\\s*:\\s*\"([^\"]+)\"");
    private static final int TYPES = 1_000;

    /// Mixed, so that some filters are found by a text and the others are asked.
    private static final List<String> OPERATORS = List.of(
            "[\"eu-west-%d\"]",
            "[{\"prefix\":\"us-%d\"}]",
            "[{\"suffix\":\"-south-%d\"}]",
            "[{\"equals-ignore-case\":\"EU-EAST-%d\"}]",
            "[{\"prefix\":\"eu-\"}]",
            "[{\"anything-but\":[\"us-%d\"]}]");

    private final Gateway gateway;
    private final String prefix;
    private final AtomicInteger made = new AtomicInteger();

    /// @param prefix of the ids of its subscriptions
    TestTenant(Gateway gateway, String prefix) {
        this.gateway = gateway;
        this.prefix = prefix;
    }

    /// Makes a tenant, for the operator.
    ///
    /// @return its API
    static Gateway make(URI server, String operatorKey, WebhookClient client) throws InterruptedException {
        var operator = new Gateway(server, operatorKey, client);
        operator.send("PUT", "/v1/tenants/bench", "{\"name\":\"Benchmark\"}");
        var answer = operator.send("POST", "/v1/tenants/bench/keys", "{\"name\":\"benchmark\"}");
        var key = KEY.matcher(answer);
        if (!key.find()) {
            throw new BenchException("the server answered without a key");
        }
        return new Gateway(server, key.group(1), client);
    }

    /// Subscribes `destination` to all events of `type`.
    void subscribe(String type, URI destination) throws InterruptedException {
        subscribe(made.getAndIncrement(), type, "", destination);
    }

    /// Makes subscriptions that match nothing: spread over a thousand types, one of which is published, each with a
    /// filter on two fields.
    void others(int count, int connections, URI destination, Progress progress) throws InterruptedException {
        int first = made.getAndAdd(count);
        var next = new AtomicInteger();
        progress.of("subscriptions", count, next::get);
        Workers.run(connections, _ -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                var type = i % TYPES == 0 ? EventBodies.TYPE : "other.type-" + i % TYPES;
                subscribe(first + i, type, filter(i / TYPES), destination);
            }
        });
    }

    private static String filter(int number) {
        var region = OPERATORS.get(number % OPERATORS.size()).formatted(number);
        return "\"filter\":{\"data\":{\"region\":%s,\"amount\":[{\"numeric\":[\">\",%d]}]}},"
                .formatted(region, 1_000 + number);
    }

    private void subscribe(int number, String type, String filter, URI destination) throws InterruptedException {
        gateway.create(SUBSCRIPTIONS, """
            {"id":"%s-%d","types":["%s"],%s"destination":{"type":"webhook","url":"%s"}}\
            """.formatted(prefix, number, type, filter, destination));
    }

    /// Deletes all that it has made.
    void remove() throws InterruptedException {
        for (int i = 0; i < made.get(); i++) {
            gateway.send("DELETE", "%s/%s-%d".formatted(SUBSCRIPTIONS, prefix, i), "");
        }
    }
}
