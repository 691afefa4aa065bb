package io.penstock.bench;

import io.penstock.access.KeyText;
import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import io.penstock.command.client.RefusedException;
import io.penstock.command.client.ServerAccess;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/// The tenant that is measured, and its subscriptions, which are deleted by [#close].
final class TestTenant implements AutoCloseable {
    private static final String SUBSCRIPTIONS = "subscriptions";
    private static final int TYPES = 1_000;
    private static final int REMOVERS = 8;

    /// Mixed, so that some filters are found by a text and the others are asked.
    private static final List<String> OPERATORS = List.of(
            "[\"eu-west-%d\"]",
            "[{\"prefix\":\"us-%d\"}]",
            "[{\"suffix\":\"-south-%d\"}]",
            "[{\"equals-ignore-case\":\"EU-EAST-%d\"}]",
            "[{\"prefix\":\"eu-\"}]",
            "[{\"anything-but\":[\"us-%d\"]}]");

    private final ServerAccess access;
    private final Gateway gateway;
    private final String prefix;
    private final AtomicInteger made = new AtomicInteger();

    /// @param prefix of the ids of its subscriptions
    TestTenant(ServerAccess access, Gateway gateway, String prefix) {
        this.access = access;
        this.gateway = gateway;
        this.prefix = prefix;
    }

    /// Makes a tenant.
    ///
    /// @return its own access
    static ServerAccess make(ServerAccess operator) {
        try (var api = new ApiClient(operator)) {
            api.send("PUT", ApiClient.path("tenants", "bench"), Json.object(Map.of("name", Json.text("Benchmark"))));
            var key = api.send(
                    "POST",
                    ApiClient.path("tenants", "bench", "keys"),
                    Json.object(Map.of("name", Json.text("benchmark"))));
            return new ServerAccess(
                    operator.server(), KeyText.read(key.json().word("key")).orElseThrow());
        }
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
        gateway.create(ApiClient.path(SUBSCRIPTIONS), """
            {"id":"%s-%d","types":["%s"],%s"destination":{"type":"webhook","url":"%s"}}\
            """.formatted(prefix, number, type, filter, destination));
    }

    /// Deletes all that it has made, on threads of its own: what interrupts the measurement must not interrupt this.
    @Override
    public void close() {
        try {
            CompletableFuture.runAsync(this::remove, Thread::startVirtualThread).join();
        } catch (CompletionException e) {
            throw new BenchException(
                    "subscriptions %s-… are left on %s: %s".formatted(prefix, access.server(), e.getCause()), e);
        }
    }

    private void remove() {
        var next = new AtomicInteger();
        try (var api = new ApiClient(access)) {
            Workers.run(REMOVERS, _ -> {
                for (int i = next.getAndIncrement(); i < made.get(); i = next.getAndIncrement()) {
                    remove(api, "%s-%d".formatted(prefix, i));
                }
            });
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody knows of this thread", e);
        }
    }

    private static void remove(ApiClient api, String subscription) {
        try {
            api.send("DELETE", ApiClient.path(SUBSCRIPTIONS, subscription));
        } catch (RefusedException e) {
            if (e.status() != 404) {
                throw e;
            }
            // It was about to be made when the measurement ended.
        }
    }
}
