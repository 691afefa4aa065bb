package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.access.Authenticator;
import io.penstock.access.KeyAdministration;
import io.penstock.access.KeyText;
import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.InMemoryLedger;
import io.penstock.ledger.Intake;
import io.penstock.ledger.PlanningIntake;
import io.penstock.replay.InMemoryReplayJobs;
import io.penstock.replay.ReplayAdministration;
import io.penstock.replay.ReplayJobs;
import io.penstock.routing.Plan;
import io.penstock.routing.RoutingTable;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.Meddling;
import io.penstock.subscription.SubscriptionAdministration;
import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// The API over ports in memory, with an operator. Every response is held to the OpenAPI document.
final class TestApi {
    static final String OPERATOR = "pso_operator-key-of-the-tests";

    final TestClock clock = new TestClock();
    final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    final InMemoryRegistry registry = new InMemoryRegistry();
    final Meddling subscriptions = new Meddling(registry.subscriptions());
    final InMemoryLedger ledger =
            new InMemoryLedger(clock, registry, InMemoryLedger.RETENTION, InMemoryLedger.Backlog.UNLIMITED);

    final ReplayJobs jobs = new InMemoryReplayJobs(registry.tenants());

    /// Replaces the intake, if it is there.
    @Nullable
    Intake intake;

    /// What stands in the way of being ready.
    Optional<String> obstacle = Optional.empty();

    private final PlanningIntake planning = new PlanningIntake(this::route, ledger, clock, random);
    final Api api = new Api(services());

    private ApiServices services() {
        return new ApiServices(
                new Authenticator(registry.keys(), KeyText.read(OPERATOR).orElseThrow()::hash, clock),
                registry.tenants(),
                registry.keys(),
                new KeyAdministration(registry.keys(), clock, random),
                subscriptions,
                new SubscriptionAdministration(subscriptions, _ -> {}, clock, random),
                this::accept,
                planning::acceptFor,
                new RoutingTable(EventJson::write)::explain,
                ledger,
                ledger,
                ledger,
                ledger,
                ledger,
                new ReplayAdministration(jobs, clock, random),
                () -> obstacle,
                clock,
                random,
                "1.2.3");
    }

    private List<Acceptance> accept(TenantUid tenant, List<Event> events) {
        var replaced = intake;
        return (replaced == null ? planning : replaced).accept(tenant, events);
    }

    /// What is in the registry now.
    private Plan route(TenantUid tenant, Event event) {
        var now = new RoutingTable(EventJson::write);
        registry.subscriptions().list(tenant, "", 1_000).forEach(now::put);
        return now.route(tenant, event);
    }

    /// A caller with a key, and headers that it always sends.
    final class Caller {
        private final List<Map.Entry<String, String>> headers;

        private Caller(List<Map.Entry<String, String>> headers) {
            this.headers = List.copyOf(headers);
        }

        /// The same, with another header.
        Caller with(String name, String value) {
            var all = new ArrayList<>(headers);
            all.add(Map.entry(name, value));
            return new Caller(all);
        }

        Answer get(String target) {
            return call("GET", target, "");
        }

        Answer delete(String target) {
            return call("DELETE", target, "");
        }

        Answer post(String target) {
            return call("POST", target, "");
        }

        Answer post(String target, String json) {
            return with("Content-Type", "application/json").call("POST", target, json);
        }

        Answer put(String target, String json) {
            return with("Content-Type", "application/json").call("PUT", target, json);
        }

        Answer patch(String target, String json) {
            return with("Content-Type", "application/merge-patch+json").call("PATCH", target, json);
        }

        /// Publishes one event.
        Answer publish(String type, String id) {
            return with("Content-Type", "application/json")
                    .with("ce-specversion", "1.0")
                    .with("ce-id", id)
                    .with("ce-source", "/shop")
                    .with("ce-type", type)
                    .call("POST", "/v1/events", "{\"amount\":1}");
        }

        Answer publishStructured(String json) {
            return with("Content-Type", "application/cloudevents+json").call("POST", "/v1/events", json);
        }

        Answer publishBatch(String json) {
            return with("Content-Type", "application/cloudevents-batch+json").call("POST", "/v1/events", json);
        }

        Answer call(String method, String target, String body) {
            return call(method, target, body.getBytes(StandardCharsets.UTF_8));
        }

        /// What is answered before the body is read, if something is.
        Optional<Answer> refusal(String method, String target) {
            return api.refusal(request(method, target, new byte[0])).map(Answer::new);
        }

        private ApiRequest request(String method, String target, byte[] body) {
            int mark = target.indexOf('?');
            var path = mark < 0 ? target : target.substring(0, mark);
            var query = mark < 0 ? "" : target.substring(mark + 1);
            return new ApiRequest(method, path, query, new Headers(headers), body);
        }

        Answer call(String method, String target, byte[] body) {
            var request = request(method, target, body);
            var response = api.handle(request);
            OpenApiDocument.INSTANCE.check(api, request, response);
            return new Answer(response);
        }
    }

    /// A response, and what is in it.
    record Answer(ApiResponse response) {
        int status() {
            return response.status();
        }

        String header(String name) {
            return response.headers().first(name).orElseThrow();
        }

        JsonValue.Obj json() {
            return Fields.object("", StrictJson.read(response.body()));
        }

        /// The value at a path like `destination.headers.X-A` or `items.0.id`.
        JsonValue at(String path) {
            JsonValue value = json();
            for (var step : path.split("\\.", -1)) {
                value = switch (value) {
                    case JsonValue.Obj(var members) when members.containsKey(step) -> members.get(step);
                    case JsonValue.Arr(var items) -> items.get(Integer.parseInt(step));
                    default -> throw new AssertionError("no " + path + " in " + response.text());
                };
            }
            return value;
        }

        /// The value at `path` as text: a string's own, or the value's JSON.
        String text(String path) {
            return at(path) instanceof JsonValue.Text(var text) ? text : at(path).text();
        }

        boolean has(String member) {
            return json().members().containsKey(member);
        }

        List<JsonValue> items() {
            return ((JsonValue.Arr) at("items")).items();
        }

        Answer is(int status) {
            assertThat(response.status()).as(response.text()).isEqualTo(status);
            return this;
        }

        /// A problem about `field`.
        Answer isProblem(int status, String field) {
            is(status);
            assertThat(text("field")).as(response.text()).isEqualTo(field);
            return this;
        }
    }

    /// Without a key.
    Caller nobody() {
        return new Caller(List.of());
    }

    Caller operator() {
        return holder(OPERATOR);
    }

    /// The operator in the name of a tenant.
    Caller operatorFor(String tenant) {
        return operator().with("Penstock-Tenant", tenant);
    }

    Caller holder(String key) {
        return nobody().with("Authorization", "Bearer " + key);
    }

    /// Makes the tenant, and a key of it.
    Caller tenant(String id) {
        operator().put("/v1/tenants/" + id, "{\"name\":\"Tenant %s\"}".formatted(id));
        var made = operator()
                .post("/v1/tenants/" + id + "/keys", "{\"name\":\"test\"}")
                .is(201);
        return holder(made.text("key"));
    }
}
