package io.penstock.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventJson;
import io.penstock.event.ExtensionValue;
import io.penstock.signing.Ed25519KeyPair;
import io.penstock.signing.SignatureVerifier;
import io.penstock.signing.SigningSecret;
import io.penstock.signing.Verification;
import io.penstock.subscription.Destination;
import io.penstock.testing.TestClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a receiver gets.
class WebhookRequestsTest {
    private static final String TRACE_PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String TRACE_STATE = "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE";

    private final DeliveryScene scene = new DeliveryScene();

    @Test
    void everyAttemptHasTheDeliverysIdAndItsOwnTimeAndNumber() {
        var message = scene.accept();
        scene.webhooks.answer(500).fail().answer(200);
        scene.clock.set(Instant.parse("2026-01-01T00:00:05.999Z"));

        scene.deliverer.deliver(message);
        scene.deliverer.deliver(scene.sentNotBefore(Duration.ofSeconds(10)));
        scene.deliverer.deliver(scene.sentNotBefore(Duration.ofSeconds(30)));

        assertThat(sent("webhook-id")).containsOnly(message.delivery().text()).hasSize(3);
        assertThat(sent("webhook-timestamp")).containsExactly("1767225605", "1767225615", "1767225645");
        assertThat(sent("penstock-event")).containsOnly(message.event().text());
        assertThat(sent("penstock-attempt")).containsExactly("1", "2", "2");
    }

    @Test
    void anotherRunHasTheSameIdTooAndIsMarked() {
        var message = scene.accept();
        scene.webhooks.answer(200).answer(200);
        scene.deliverer.deliver(message);
        scene.ledger.replay(scene.tenant, message.delivery());
        scene.deliverer.deliver(scene.sentAfter(Duration.ZERO));

        assertThat(sent("webhook-id")).containsOnly(message.delivery().text()).hasSize(2);
        assertThat(sent("penstock-attempt")).containsExactly("1", "1");
        assertThat(scene.webhooks.requests().getFirst().headers())
                .extracting(Map.Entry::getKey)
                .doesNotContain("penstock-replay");
        assertThat(scene.webhooks.requests().getLast().headers()).contains(Map.entry("penstock-replay", "true"));
    }

    @ParameterizedTest
    @EnumSource(Destination.Mode.class)
    void aReceiverCanVerifyWhatItGets(Destination.Mode mode) {
        scene.replace(webhook(mode, Map.of()), DeliveryScene.SCHEDULE);
        var request = deliver(event(Map.of()));

        assertThat(verified(scene.secret, request)).isInstanceOf(Verification.Verified.class);
        request.body()[0]++;
        assertThat(verified(scene.secret, request)).isEqualTo(new Verification.NoMatchingSignature());
    }

    @Test
    void bothSecretsOfARotationVerifyUntilTheOldOneExpires() {
        var next = Ed25519KeyPair.generate(scene.random);
        scene.administration.rotateSecret(scene.tenant, "orders", next, Duration.ofHours(1));

        var during = deliver(event(Map.of()));
        assertThat(verified(scene.secret, during)).isInstanceOf(Verification.Verified.class);
        assertThat(verified(next, during)).isInstanceOf(Verification.Verified.class);
        assertThat(header(during, "webhook-signature"))
                .hasValueSatisfying(
                        value -> assertThat(value).startsWith("v1a,").contains(" v1,"));

        scene.clock.advance(Duration.ofHours(1));
        var after = deliver(new Event("2", "/shop", "order.paid", null, null, null, null, Map.of(), null));
        assertThat(verified(scene.secret, after)).isEqualTo(new Verification.NoMatchingSignature());
        assertThat(verified(next, after)).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void inBinaryModeAttributesAreHeadersAndTheDataIsTheBody() {
        var request = deliver(event(Map.of("hops", new ExtensionValue.Int(3))));

        assertThat(headers(request))
                .containsEntry("ce-specversion", "1.0")
                .containsEntry("ce-id", "event-1")
                .containsEntry("ce-source", "/shop")
                .containsEntry("ce-type", "order.created")
                .containsEntry("ce-subject", "Gr%C3%B6%C3%9Fe%20M")
                .containsEntry("ce-time", "2026-01-01T00:00:00Z")
                .containsEntry("ce-dataschema", "https://shop.example/order")
                .containsEntry("ce-hops", "3")
                .containsEntry("content-type", "application/json; charset=utf-8")
                .doesNotContainKey("ce-datacontenttype");
        assertThat(request.body()).asString(StandardCharsets.UTF_8).isEqualTo("{ \"total\" : 42 }");
    }

    @Test
    void inStructuredModeTheWholeEventIsTheBody() {
        scene.replace(webhook(Destination.Mode.STRUCTURED, Map.of()), DeliveryScene.SCHEDULE);
        var event = event(Map.of("hops", new ExtensionValue.Int(3)));

        var request = deliver(event);

        assertThat(headers(request))
                .containsEntry("content-type", "application/cloudevents+json; charset=utf-8")
                .containsKeys("webhook-id", "penstock-event", "penstock-attempt")
                .allSatisfy((name, _) -> assertThat(name).doesNotStartWith("ce-"));
        assertThat(EventJson.read(request.body())).isEqualTo(event);
    }

    @Test
    void anEventWithoutDataHasNoBodyAndNoContentType() {
        var request = deliver(new Event("1", "/shop", "order.created", null, null, null, null, Map.of(), null));

        assertThat(request.body()).isEmpty();
        assertThat(headers(request)).doesNotContainKey("content-type");
        assertThat(verified(scene.secret, request)).isInstanceOf(Verification.Verified.class);
    }

    @ParameterizedTest
    @EnumSource(Destination.Mode.class)
    void theTraceOfAnEventGoesOnAtTheReceiver(Destination.Mode mode) {
        scene.replace(webhook(mode, Map.of()), DeliveryScene.SCHEDULE);

        var request = deliver(event(trace(TRACE_PARENT, TRACE_STATE)));

        assertThat(header(request, "traceparent")).contains(TRACE_PARENT);
        assertThat(header(request, "tracestate")).contains(TRACE_STATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "größer",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
                " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-é"
            })
    void whatIsNoTraceIsNotSentAsOne(String traceParent) {
        var request = deliver(event(trace(traceParent, TRACE_STATE)));

        assertThat(headers(request)).doesNotContainKey("traceparent").doesNotContainKey("tracestate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "größer=1", " a=1", "a=1 "})
    void aTraceGoesOnWithoutAStateThatIsNone(String traceState) {
        var request = deliver(event(trace(TRACE_PARENT, traceState)));

        assertThat(header(request, "traceparent")).contains(TRACE_PARENT);
        assertThat(headers(request)).doesNotContainKey("tracestate");
    }

    @Test
    void theSubscriptionsOwnHeadersComeAlong() {
        var own = new LinkedHashMap<String, String>();
        own.put("Authorization", "Bearer value-secret");
        own.put("X-Shop", "42");
        scene.replace(webhook(Destination.Mode.BINARY, own), DeliveryScene.SCHEDULE);

        var request = deliver(event(Map.of()));

        assertThat(request.headers()).containsSequence(own.entrySet());
    }

    @ParameterizedTest
    @EnumSource(Destination.Mode.class)
    void noHeaderComesTwice(Destination.Mode mode) {
        scene.replace(webhook(mode, Map.of("X-Shop", "42")), DeliveryScene.SCHEDULE);

        var request = deliver(event(trace(TRACE_PARENT, TRACE_STATE)));

        assertThat(request.headers())
                .extracting(header -> header.getKey().toLowerCase(Locale.ROOT))
                .doesNotHaveDuplicates();
    }

    @Test
    void theRequestGoesWhereAndAsLongAsTheSubscriptionSays() {
        var request = deliver(event(Map.of()));

        assertThat(request.url()).isEqualTo(DeliveryScene.WEBHOOK.url());
        assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aRequestDoesNotTellItsSecrets() {
        scene.replace(
                new Destination.Webhook(
                        URI.create("https://receiver.example/path-secret?token=query-secret"),
                        Map.of("authorization", "Bearer value-secret"),
                        Destination.Mode.BINARY),
                DeliveryScene.SCHEDULE);

        var request = deliver(event(Map.of()));

        assertThat(request.toString())
                .contains("receiver.example")
                .doesNotContain("secret")
                .doesNotContain("total")
                .doesNotContain(header(request, "webhook-signature").orElseThrow());
    }

    private Webhooks.Request deliver(Event event) {
        scene.webhooks.answer(200);
        scene.deliverer.deliver(scene.accept(event));
        return scene.webhooks.requests().getLast();
    }

    private List<String> sent(String header) {
        return scene.webhooks.requests().stream()
                .map(request -> header(request, header).orElseThrow())
                .toList();
    }

    private Verification verified(SigningSecret secret, Webhooks.Request request) {
        return new SignatureVerifier(List.of(secret.verificationKey()))
                .verify(name -> header(request, name), request.body(), scene.clock.instant());
    }

    private static Map<String, String> headers(Webhooks.Request request) {
        var headers = new LinkedHashMap<String, String>();
        request.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return headers;
    }

    private static Optional<String> header(Webhooks.Request request, String name) {
        return Optional.ofNullable(headers(request).get(name));
    }

    private static Destination.Webhook webhook(Destination.Mode mode, Map<String, String> headers) {
        return new Destination.Webhook(DeliveryScene.WEBHOOK.url(), headers, mode);
    }

    private static Map<String, ExtensionValue> trace(String traceParent, String traceState) {
        return Map.of(
                "traceparent", new ExtensionValue.Text(traceParent), "tracestate", new ExtensionValue.Text(traceState));
    }

    private static Event event(Map<String, ExtensionValue> extensions) {
        return new Event(
                "event-1",
                "/shop",
                "order.created",
                "Größe M",
                TestClock.START.toString(),
                "application/json; charset=utf-8",
                "https://shop.example/order",
                extensions,
                new EventData(EventData.Form.JSON, "{ \"total\" : 42 }".getBytes(StandardCharsets.UTF_8)));
    }
}
