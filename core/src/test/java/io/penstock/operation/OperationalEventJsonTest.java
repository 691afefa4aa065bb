package io.penstock.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.penstock.access.ApiKey;
import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryState;
import io.penstock.event.EventJson;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.operation.OperationalEvent.AttemptFailed;
import io.penstock.operation.OperationalEvent.DeliveryEnded;
import io.penstock.operation.OperationalEvent.EventRefused;
import io.penstock.operation.OperationalEvent.KeyChanged;
import io.penstock.operation.OperationalEvent.SubscriptionChanged;
import io.penstock.operation.OperationalEvent.SubscriptionChanged.Change;
import io.penstock.operation.OperationalEvent.TenantChanged;
import io.penstock.subscription.Failing;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TestTenants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class OperationalEventJsonTest {
    private static final Path SCHEMAS = Path.of("..", "docs", "operational-events");
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final EventKey EVENT = new EventKey(new Id128(1, 2));
    private static final Tenant TENANT = TestTenants.of("acme");
    private static final Subscription ORDERS =
            TestSubscriptions.of(TENANT.uid(), "orders").withVersion(7);
    private static final Subscription PAUSED =
            ORDERS.with(Status.paused(AT), AT).withVersion(8);

    private static final Failing.Circuit OPEN =
            new Failing.Circuit(AT, AT.plusSeconds(30), 0, "12 of 20 attempts failed in PT1M");

    private static DeliveryEnded ended(DeliveryState state, int run) {
        return new DeliveryEnded(
                "acme",
                DeliveryId.of(EVENT, ORDERS.uid()),
                EVENT,
                "orders",
                run,
                8,
                state,
                "attempt 8 was the last one: \"status 500\"",
                AT);
    }

    private static Subscription failing(Failing failing) {
        return ORDERS.with(Status.active(AT).with(failing)).withVersion(failing.announcedAt() != null ? 10 : 11);
    }

    /// One of each type.
    static List<OperationalEvent> samples() {
        var key = new ApiKey("key_1", TENANT.uid(), "ci", "the hash of the key", AT, null);
        return List.of(
                ended(DeliveryState.EXHAUSTED, 1),
                ended(DeliveryState.REFUSED, 1),
                ended(DeliveryState.EXPIRED, 1),
                new AttemptFailed(
                        "acme",
                        DeliveryId.of(EVENT, ORDERS.uid()),
                        EVENT,
                        "orders",
                        1,
                        3,
                        500,
                        "the receiver answered 500",
                        AT),
                SubscriptionChanged.of("acme", Change.CREATED, ORDERS),
                SubscriptionChanged.of("acme", Change.UPDATED, ORDERS.withVersion(8)),
                SubscriptionChanged.of("acme", Change.PAUSED, PAUSED),
                SubscriptionChanged.of(
                        "acme",
                        Change.RESUMED,
                        PAUSED.with(Status.active(AT), AT).withVersion(9)),
                SubscriptionChanged.of(
                        "acme",
                        Change.DISABLED,
                        ORDERS.with(Status.disabled("the receiver answered 410 Gone", AT), AT)
                                .withVersion(8)),
                SubscriptionChanged.of("acme", Change.FAILING, failing(new Failing(AT, AT, null))),
                SubscriptionChanged.of("acme", Change.CIRCUIT_OPENED, failing(new Failing(AT, null, OPEN))),
                SubscriptionChanged.of("acme", Change.CIRCUIT_CLOSED, ORDERS.withVersion(12)),
                SubscriptionChanged.deleted("acme", ORDERS.uid(), "orders", 9, AT),
                KeyChanged.created("acme", key),
                KeyChanged.revoked("acme", key, AT),
                TenantChanged.created(TENANT),
                TenantChanged.deleted(TENANT, AT),
                new EventRefused("", "8ce1", "an event message is a JSON object", AT));
    }

    private static String data(OperationalEvent event) {
        return new String(OperationalEventJson.event(event).dataBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void itsDataIsWhatTheSchemaOfItsTypeSays(OperationalEvent event) throws IOException {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMAS.resolve(event.type() + ".json")));
        var mapper = new JsonMapper();

        assertThat(schema.validate(mapper.readTree(data(event)))).isEmpty();
        assertThat(schema.validate(mapper.readTree("{}"))).isNotEmpty();
        assertThat(schema.validate(mapper.readTree(data(event).replace("{", "{\"more\":1,"))))
                .isNotEmpty();
    }

    @Test
    void everyTypeHasItsSchemaAndThereIsNoOther() throws IOException {
        try (var files = Files.list(SCHEMAS)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())).filter(name -> name.endsWith(".json")))
                    .containsExactlyInAnyOrderElementsOf(samples().stream()
                            .map(event -> event.type() + ".json")
                            .toList());
        }
        var overview = Files.readString(SCHEMAS.resolve("README.md"));
        assertThat(samples()).allSatisfy(event -> assertThat(overview).contains("`" + event.type() + "`"));
    }

    @Test
    void itIsACloudEventThatIsReadAsItWasWritten() {
        var event = OperationalEventJson.event(ended(DeliveryState.EXHAUSTED, 1));

        assertThat(event.source()).isEqualTo("penstock");
        assertThat(event.type()).isEqualTo("penstock.delivery.exhausted");
        assertThat(event.subject())
                .isEqualTo("tenants/acme/deliveries/"
                        + DeliveryId.of(EVENT, ORDERS.uid()).text());
        assertThat(event.time()).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
    }

    @Test
    void theSubjectIsAPathBelowTheTenantIfThereIsOne() {
        assertThat(OperationalEventJson.event(TenantChanged.created(TENANT)).subject())
                .isEqualTo("tenants/acme");
        assertThat(OperationalEventJson.event(new EventRefused("", "8ce1", "no", AT))
                        .subject())
                .isEqualTo("messages/8ce1");
        assertThat(OperationalEventJson.event(new EventRefused("acme", "8ce1", "no", AT))
                        .subject())
                .isEqualTo("tenants/acme/messages/8ce1");
    }

    @Test
    void whateverIsAnnouncedHasAnIdOfItsOwnAndTheSameOneEachTime() {
        var all = new ArrayList<>(samples());
        all.add(ended(DeliveryState.EXHAUSTED, 2));
        all.add(SubscriptionChanged.of("acme", Change.UPDATED, PAUSED.withVersion(13)));
        all.add(TenantChanged.created(TestTenants.of("acme")));

        // One subscription cannot be changed to the same version in four ways.
        var ids = all.stream().map(OperationalEvent::id).toList();
        assertThat(new HashSet<>(ids)).hasSize(all.size() - 3);
        assertThat(samples().stream().map(OperationalEventJson::event).toList())
                .isEqualTo(samples().stream().map(OperationalEventJson::event).toList());
    }

    @Test
    void itHoldsNothingSecret() {
        assertThat(samples()).allSatisfy(event -> {
            assertThat(data(event)).doesNotContain("hash of the key", "receiver.example", "whsec_");
            assertThat(event.toString()).doesNotContain("hash of the key", "receiver.example", "whsec_");
        });
    }

    @Test
    void nothingIsAnnouncedOfADeliveryThatHasNotEndedOrWasDelivered() {
        for (var state : List.of(
                DeliveryState.WAITING, DeliveryState.PARKED, DeliveryState.DELIVERED, DeliveryState.CANCELLED)) {
            assertThatIllegalArgumentException().isThrownBy(() -> ended(state, 1));
        }
    }

    @Test
    void whatIsAnnouncedFollowsFromTheStatusBeforeAndAfter() {
        var active = Status.active(AT);
        var failing = active.with(new Failing(AT, null, null));
        var announced = active.with(new Failing(AT, AT, null));
        var open = active.with(new Failing(AT, null, OPEN));

        assertThat(Change.of(null, active)).contains(Change.CREATED);
        assertThat(Change.of(active, Status.paused(AT))).contains(Change.PAUSED);
        assertThat(Change.of(open, Status.paused(AT))).contains(Change.PAUSED);
        assertThat(Change.of(Status.paused(AT), active)).contains(Change.RESUMED);
        assertThat(Change.of(announced, Status.disabled("gone", AT))).contains(Change.DISABLED);
        assertThat(Change.of(active, open)).contains(Change.CIRCUIT_OPENED);
        assertThat(Change.of(failing, open)).contains(Change.CIRCUIT_OPENED);
        assertThat(Change.of(open, active)).contains(Change.CIRCUIT_CLOSED);
        assertThat(Change.of(failing, announced)).contains(Change.FAILING);
        assertThat(Change.of(open, active.with(new Failing(AT, null, OPEN.until(AT.plusSeconds(9))))))
                .isEmpty();
        assertThat(Change.of(active, failing)).isEmpty();
        assertThat(Change.of(announced, active)).isEmpty();
        assertThat(Change.of(active, Status.active(AT.plusSeconds(1)))).isEmpty();
    }
}
