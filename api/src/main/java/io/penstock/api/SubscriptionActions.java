package io.penstock.api;

import io.penstock.delivery.DeliveryId;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.signing.SigningKeys;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionAdministration;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What can be done with a subscription beside changing it.
final class SubscriptionActions {
    /// The type of the events that try a subscription out.
    static final String TEST_TYPE = "penstock.test";

    private static final String TEST_SOURCE = "/v1/subscriptions/";
    private static final List<String> TEST_FIELDS = List.of("data");
    private static final List<String> ROTATION_FIELDS = List.of("secret", "signature", "overlap");

    private final Subscriptions subscriptions;
    private final SubscriptionAdministration administration;
    private final TestIntake intake;
    private final InstantSource clock;
    private final RandomGenerator random;

    SubscriptionActions(ApiServices services) {
        this.subscriptions = services.subscriptions();
        this.administration = services.subscriptionAdministration();
        this.intake = services.testIntake();
        this.clock = services.clock();
        this.random = services.random();
    }

    ApiResponse pause(TenantUid tenant, Call call) {
        call.noBody();
        return shown(administration.pause(tenant, call.id()), call);
    }

    ApiResponse resume(TenantUid tenant, Call call) {
        call.noBody();
        return shown(administration.resume(tenant, call.id()), call);
    }

    ApiResponse test(TenantUid tenant, Call call) {
        var data = call.optionalFields(TEST_FIELDS).flatMap(fields -> fields.valueOrNull("data"));
        var subscription = find(tenant, call);
        var acceptance = intake.acceptFor(subscription, testEvent(subscription, data));
        return Answers.json(202, out -> {
            out.writeStartObject();
            out.writeStringField("event", acceptance.event().text());
            out.writeStringField(
                    "delivery",
                    DeliveryId.of(acceptance.event(), subscription.uid()).text());
            out.writeEndObject();
        });
    }

    ApiResponse rotateSecret(TenantUid tenant, Call call) {
        var fields = call.optionalFields(ROTATION_FIELDS)
                .orElseGet(() -> new Fields(new JsonValue.Obj(Map.of()), "", ROTATION_FIELDS));
        var present = find(tenant, call);
        var overlap = fields.duration("overlap").orElse(SigningKeys.DEFAULT_OVERLAP);
        if (overlap.isNegative() || overlap.compareTo(SigningKeys.MAX_OVERLAP) > 0) {
            throw new InvalidInputException(
                    "overlap", "must be from %s to P%dD".formatted(Duration.ZERO, SigningKeys.MAX_OVERLAP.toDays()));
        }
        var secret = Signature.choose(fields, Signature.of(present.keys().newest()), random);
        var rotated = administration
                .rotateSecret(tenant, call.id(), secret, overlap)
                .orElseThrow(() -> SubscriptionRoutes.notFound(call.id()));
        return SubscriptionRoutes.shownWithSecret(200, SubscriptionRoutes.tag(rotated), rotated);
    }

    private Subscription find(TenantUid tenant, Call call) {
        return subscriptions.find(tenant, call.id()).orElseThrow(() -> SubscriptionRoutes.notFound(call.id()));
    }

    private static ApiResponse shown(Optional<Subscription> subscription, Call call) {
        return SubscriptionRoutes.shown(200, subscription.orElseThrow(() -> SubscriptionRoutes.notFound(call.id())));
    }

    /// Whether `event` was made here, or looks just like it.
    static boolean isTest(Event event) {
        return event.type().equals(TEST_TYPE) && event.source().startsWith(TEST_SOURCE);
    }

    private Event testEvent(Subscription subscription, Optional<JsonValue> data) {
        var standard = new JsonValue.Obj(Map.of(
                "message", new JsonValue.Text("A test event of Penstock for the subscription " + subscription.id())));
        return new Event(
                Id128.random(random).text(),
                TEST_SOURCE + subscription.id(),
                TEST_TYPE,
                subscription.id(),
                Times.format(clock.instant()),
                "application/json",
                null,
                Map.of(),
                new EventData(EventData.Form.JSON, data.orElse(standard).text().getBytes(StandardCharsets.UTF_8)));
    }
}
