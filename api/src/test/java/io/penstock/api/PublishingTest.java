package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.access.Authenticator;
import io.penstock.access.KeyAdministration;
import io.penstock.access.KeyText;
import io.penstock.event.EventKey;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.Intake;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PublishingTest {
    private final Random random = new Random(42);
    private final TestClock clock = new TestClock();
    private final TenantUid tenant = TestTenants.uid();
    private final InMemoryRegistry registry = InMemoryRegistry.of(tenant);
    private final String key = new KeyAdministration(registry.keys(), clock, random)
            .create(tenant, "ci", null)
            .text()
            .reveal();
    private final List<String> accepted = new ArrayList<>();
    private final Intake intake = (to, events) -> events.stream()
            .map(event -> {
                accepted.add(event.id());
                return new Acceptance(EventKey.of(to, event.source(), event.id()), Acceptance.Kind.NEW);
            })
            .toList();
    private final Api api = Api.ofPublishing(
            new Authenticator(registry.keys(), KeyText.forOperator(random)::hash, clock),
            registry.tenants(),
            intake,
            random);

    private ApiResponse call(String method, String path) {
        return api.handle(new ApiRequest(
                method,
                path,
                "",
                new Headers(List.of(
                        Map.entry("Authorization", "Bearer " + key),
                        Map.entry("Content-Type", "application/cloudevents+json"))),
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\",\"type\":\"a\"}"
                        .getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void eventsAreAccepted() {
        assertThat(call("POST", "/v1/events").status()).isEqualTo(202);
        assertThat(accepted).containsExactly("1");
    }

    @Test
    void thereIsNothingElse() {
        assertThat(call("GET", "/v1/events").status()).isEqualTo(405);
        assertThat(call("GET", "/v1/subscriptions").status()).isEqualTo(404);
        assertThat(call("GET", "/health").status()).isEqualTo(404);
    }
}
