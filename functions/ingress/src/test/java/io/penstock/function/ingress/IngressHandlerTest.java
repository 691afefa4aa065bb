package io.penstock.function.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.TestContext;
import io.penstock.ledger.Acceptance;
import io.penstock.operation.OperationalEvent;
import io.penstock.operation.OperationalEvent.EventRefused;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngressHandlerTest {
    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"order.created\"}";
    private static final Instant SENT = Instant.ofEpochMilli(1_792_137_600_123L);

    private final Tenant acme = TestTenants.of("acme");
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final List<String> accepted = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final List<OperationalEvent> announced = new ArrayList<>();
    private final Map<String, Duration> given = new HashMap<>();
    private boolean announces = true;
    private Duration time = Duration.ofSeconds(30);
    private int receives = 1;

    IngressHandlerTest() {
        registry.tenants().put(acme);
    }

    private List<Acceptance> accept(TenantUid tenant, List<Event> events) {
        assertThat(tenant).isEqualTo(acme.uid());
        events.forEach(event -> accepted.add(event.type()));
        return events.stream()
                .map(event -> new Acceptance(EventKey.of(tenant, event.source(), event.id()), Acceptance.Kind.NEW))
                .toList();
    }

    private void announce(List<OperationalEvent> events) {
        if (!announces) {
            throw new IllegalStateException("the bus does not answer");
        }
        announced.addAll(events);
    }

    private String handle(String tenant, String body) throws IOException {
        var context = new TestContext(time);
        var handler = new IngressHandler(
                new Invocation(context.clock()),
                messages -> messages.forEach((message, after) -> given.put(message.id(), after)),
                registry.tenants(),
                this::accept,
                (message, refusal) -> refused.add(message.id() + ": " + refusal.getMessage()),
                this::announce,
                "acme");
        var attributes = tenant.isEmpty()
                ? "{}"
                : "{\"penstock-tenant\":{\"stringValue\":\"%s\",\"dataType\":\"String\"}}".formatted(tenant);
        var batch = """
                {"Records":[{"messageId":"m1","receiptHandle":"r","eventSourceARN":"arn","body":"%s",
                 "attributes":{"ApproximateReceiveCount":"%d","SentTimestamp":"%d"},"messageAttributes":%s}]}""".formatted(body.replace("\"", "\\\""), receives, SENT.toEpochMilli(), attributes);
        var out = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(batch.getBytes(UTF_8)), out, context);
        return out.toString(UTF_8);
    }

    private static String none() {
        return "{\"batchItemFailures\":[]}";
    }

    @Test
    void anEventIsAcceptedAndNothingIsSaidOfIt() throws Exception {
        assertThat(handle("", EVENT)).isEqualTo(none());
        assertThat(handle("acme", EVENT)).isEqualTo(none());

        assertThat(accepted).containsExactly("order.created", "order.created");
        assertThat(refused).isEmpty();
        assertThat(announced).isEmpty();
    }

    @Test
    void whatCannotBeReadIsKeptWithItsReasonAndAnnounced() throws Exception {
        assertThat(handle("", "no JSON")).isEqualTo(none());

        assertThat(refused).containsExactly("m1: is no JSON from line 1, column 1 on");
        assertThat(announced)
                .containsExactly(new EventRefused("acme", "m1", "is no JSON from line 1, column 1 on", SENT));
    }

    @Test
    void aMessageForATenantThatIsNotThereIsNobodys() throws Exception {
        assertThat(handle("globex", EVENT)).isEqualTo(none());

        assertThat(announced)
                .containsExactly(new EventRefused(
                        "", "m1", "penstock-tenant: there is no tenant 'globex' to publish for", SENT));
    }

    @Test
    void nobodyPublishesForTheReservedTenant() throws Exception {
        registry.tenants().put(TestTenants.of(Tenant.RESERVED_ID));

        assertThat(handle(Tenant.RESERVED_ID, EVENT)).isEqualTo(none());

        assertThat(accepted).isEmpty();
        assertThat(refused).hasSize(1);
        assertThat(announced).allSatisfy(event -> assertThat(event.tenant()).isEmpty());
    }

    @Test
    void aLongReasonIsCutShort() throws Exception {
        handle("x".repeat(5_000), EVENT);

        assertThat(((EventRefused) announced.getFirst()).reason()).hasSize(1_000);
    }

    @Test
    void aRefusalThatIsNotAnnouncedComesAgain() throws Exception {
        announces = false;

        assertThat(handle("", "no JSON")).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}");

        assertThat(refused).hasSize(1);
    }

    @Test
    void whatFailsComesAgainWithAPauseThatGrowsWithEachTime() throws Exception {
        announces = false;
        var whole = Duration.ZERO;
        for (receives = 1; receives <= 10; receives++) {
            handle("", "no JSON");
            whole = whole.plus(given.getOrDefault("m1", Duration.ZERO));
        }

        assertThat(whole).isGreaterThan(Duration.ofHours(8));
        assertThat(given.getOrDefault("m1", Duration.ZERO)).isLessThan(Duration.ofHours(12));
    }

    @Test
    void whatThereIsNoTimeForIsGivenBackAtOnce() throws Exception {
        time = Duration.ofSeconds(5);

        assertThat(handle("", EVENT)).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}");

        assertThat(accepted).isEmpty();
        assertThat(given).containsExactly(Map.entry("m1", Duration.ofSeconds(2)));
    }
}
