package io.penstock.function.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.event.EventKey;
import io.penstock.input.InvalidInputException;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.QueueMessage;
import io.penstock.lambda.TestContext;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.operation.OperationalEvent;
import io.penstock.operation.OperationalEventJson;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchHandlerTest {
    private static final Tenant PENSTOCK = TestTenants.of(Tenant.RESERVED_ID);
    private static final Event MADE =
            OperationalEventJson.event(OperationalEvent.TenantChanged.created(TestTenants.of("acme")));
    private static final Event REFUSED = OperationalEventJson.event(
            new OperationalEvent.EventRefused("", "8ce1", "is no \"JSON\"", TestClock.START));

    private final Map<TenantUid, List<List<Event>>> accepted = new HashMap<>();
    private final List<String> refused = new ArrayList<>();
    private final TestContext context = new TestContext(Duration.ofSeconds(30));
    private final Map<String, Duration> given = new HashMap<>();
    private boolean takes = true;

    private List<Acceptance> accept(TenantUid tenant, List<Event> events) {
        if (!takes) {
            throw new IntakeRefusedException(IntakeRefusedException.Cause.OVERLOADED, "no", Duration.ofSeconds(1));
        }
        accepted.computeIfAbsent(tenant, _ -> new ArrayList<>()).add(events);
        return events.stream()
                .map(event -> new Acceptance(EventKey.of(tenant, event.source(), event.id()), Acceptance.Kind.NEW))
                .toList();
    }

    private void refuse(QueueMessage message, InvalidInputException refusal) {
        refused.add(message.id() + " " + refusal.getMessage());
    }

    private String handle(String... bodies) throws IOException {
        var records = IntStream.range(0, bodies.length)
                .mapToObj(i -> """
                        {"messageId":"%d","receiptHandle":"r","eventSourceARN":"arn","body":"%s",
                         "attributes":{"ApproximateReceiveCount":"1"}}""".formatted(i + 1, escaped(bodies[i])))
                .collect(Collectors.joining(","));
        return handle(
                new ByteArrayInputStream("{\"Records\":[%s]}".formatted(records).getBytes(UTF_8)));
    }

    private String handle(InputStream batch) throws IOException {
        var handler = new WatchHandler(
                new Invocation(context.clock()),
                messages -> messages.forEach((message, after) -> given.put(message.id(), after)),
                () -> PENSTOCK,
                this::accept,
                this::refuse);
        var out = new ByteArrayOutputStream();
        handler.handleRequest(batch, out, context);
        return out.toString(UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String json(Event event) {
        return new String(EventJson.write(event), UTF_8);
    }

    @Test
    void whatTheRuleSendsIsTheEventItself() throws Exception {
        try (var sample = Files.newInputStream(Path.of("../../events/watch-sqs.json"))) {
            assertThat(handle(sample)).isEqualTo("{\"batchItemFailures\":[]}");
        }

        assertThat(accepted.getOrDefault(PENSTOCK.uid(), List.of()).getFirst())
                .extracting(Event::type)
                .containsExactly("penstock.delivery.exhausted");
    }

    @Test
    void aBatchIsAcceptedAtOnceForTheReservedTenant() throws Exception {
        assertThat(handle(json(MADE), json(REFUSED))).isEqualTo("{\"batchItemFailures\":[]}");

        assertThat(accepted).isEqualTo(Map.of(PENSTOCK.uid(), List.of(List.of(MADE, REFUSED))));
        assertThat(refused).isEmpty();
    }

    @Test
    void whatIsNoOperationalEventIsRefusedAndHoldsUpNoOther() throws Exception {
        var foreign = json(MADE).replace("\"source\":\"penstock\"", "\"source\":\"/shop\"");

        assertThat(handle("{}", json(MADE), foreign)).isEqualTo("{\"batchItemFailures\":[]}");

        assertThat(accepted).isEqualTo(Map.of(PENSTOCK.uid(), List.of(List.of(MADE))));
        assertThat(refused).hasSize(2);
        assertThat(refused.getLast()).startsWith("3 source");
    }

    @Test
    void whatIsNotAcceptedComesAgain() throws Exception {
        takes = false;

        assertThat(handle(json(MADE), "{}", json(REFUSED)))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"1\"},{\"itemIdentifier\":\"3\"}]}");

        assertThat(given).isEqualTo(Map.of("1", Duration.ofSeconds(30), "3", Duration.ofSeconds(30)));
        assertThat(refused).hasSize(1);
    }

    @Test
    void whatThereIsNoTimeForComesAgain() throws Exception {
        context.leave(Duration.ofSeconds(5));

        assertThat(handle(json(MADE), "{}"))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"1\"},{\"itemIdentifier\":\"2\"}]}");

        assertThat(accepted).isEmpty();
        assertThat(refused).isEmpty();
        assertThat(given).isEqualTo(Map.of("1", Duration.ofSeconds(2), "2", Duration.ofSeconds(2)));
    }
}
