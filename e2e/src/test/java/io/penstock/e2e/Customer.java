package io.penstock.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.e2e.ApiClient.Answer;
import io.penstock.e2e.Receiver.Webhook;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// A tenant with a receiver of its own: what a test acts as.
final class Customer implements AutoCloseable {
    /// Of cold starts on a busy machine, and polls.
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String tenant;
    private final ApiClient api;
    private final Receiver receiver;

    /// Makes the tenant of this id, unless there is one.
    Customer(String tenant) throws Exception {
        this.tenant = tenant;
        this.api = Stack.shared().operator().tenant(tenant);
        this.receiver = new Receiver();
    }

    /// One that no other test has.
    static Customer fresh() throws Exception {
        return new Customer("t" + id().substring(0, 13));
    }

    /// An id that nothing else has.
    static String id() {
        return UUID.randomUUID().toString();
    }

    /// A CloudEvent in JSON, of the source `/shop`.
    static String event(String type, String id, String data) {
        return """
                {"specversion":"1.0","id":"%s","source":"/shop","type":"%s","datacontenttype":"application/json","data":%s}""".formatted(id, type, data);
    }

    String tenant() {
        return tenant;
    }

    ApiClient api() {
        return api;
    }

    Receiver receiver() {
        return receiver;
    }

    /// Subscribes `path` of the receiver to `type`.
    ///
    /// @param more members of the subscription, each behind a comma
    JsonNode subscribe(String path, String type, String more) throws Exception {
        return api.subscribe("""
                        {"types":["%s"],"destination":{"type":"webhook","url":"%s","mode":"structured"}%s}""".formatted(type, receiver.uri(path), more))
                .is(201)
                .json();
    }

    /// Publishes an event under a fresh id.
    ///
    /// @return its key
    String publish(String type, String data) throws Exception {
        return publish(type, id(), data);
    }

    /// Publishes an event.
    ///
    /// @return its key
    String publish(String type, String id, String data) throws Exception {
        return api.publish(event(type, id, data))
                .is(202)
                .json()
                .at("/accepted/0/event")
                .asText();
    }

    /// Waits until there were `count` webhooks at `path`.
    List<Webhook> await(String path, int count) throws Exception {
        return Eventually.see(
                "%d at %s".formatted(count, path), PATIENCE, () -> receiver.at(path), came -> came.size() >= count);
    }

    /// Waits until the event of this key is in this state, and says what is on record of it.
    JsonNode awaitState(String event, String state) throws Exception {
        return awaitState(event, state, PATIENCE);
    }

    JsonNode awaitState(String event, String state, Duration patience) throws Exception {
        return Eventually.see(
                        "event %s %s".formatted(event, state),
                        patience,
                        () -> api.get("/v1/events/" + event),
                        answer -> isIn(state, answer))
                .json();
    }

    private static boolean isIn(String state, Answer answer) {
        return answer.status() == 200 && answer.json().get("state").asText().equals(state);
    }

    /// The delivery that an event on record has, with its attempts.
    JsonNode delivery(JsonNode record) throws Exception {
        return api.get("/v1/deliveries/" + record.at("/deliveries/0/id").asText())
                .is(200)
                .json();
    }

    @Override
    public void close() throws IOException {
        receiver.close();
    }
}
