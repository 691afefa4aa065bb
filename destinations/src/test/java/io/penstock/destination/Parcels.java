package io.penstock.destination;

import io.penstock.arn.Arn;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Targets.Parcel;
import io.penstock.delivery.Targets.Shipment;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventKey;
import io.penstock.event.ExtensionValue;
import io.penstock.subscription.Destination;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TestTenants;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What tests send.
final class Parcels {
    static final Tenant TENANT = TestTenants.of("acme");
    static final Duration TIMEOUT = Duration.ofSeconds(7);
    static final Arn ROLE = Arn.parse("arn:aws:iam::210987654321:role/penstock-orders");
    static final Destination.Queue QUEUE =
            new Destination.Queue(Arn.parse("arn:aws:sqs:eu-west-1:123456789012:orders"), null);
    static final Destination.Queue QUEUE_BY_ROLE = new Destination.Queue(QUEUE.arn(), ROLE);
    static final Destination.Topic TOPIC =
            new Destination.Topic(Arn.parse("arn:aws:sns:eu-west-1:123456789012:orders"), null);
    static final Destination.Bus BUS = bus(Destination.Mode.BINARY);
    static final Destination.Function FUNCTION =
            new Destination.Function(Arn.parse("arn:aws:lambda:eu-west-1:123456789012:function:orders:live"), null);

    private Parcels() {}

    static Destination.Bus bus(Destination.Mode mode) {
        return new Destination.Bus(
                Arn.parse("arn:aws:events:eu-west-1:123456789012:event-bus/orders"), null, null, null, mode);
    }

    /// An event with this JSON as data.
    static Event event(String json) {
        return event("order.created", "/shop", json, Map.of());
    }

    static Event event(String type, String source, String json, Map<String, ExtensionValue> extensions) {
        return new Event(
                "event-1",
                source,
                type,
                null,
                "2026-01-31T09:30:00.123+01:00",
                "application/json",
                null,
                extensions,
                new EventData(EventData.Form.JSON, json.getBytes(StandardCharsets.UTF_8)));
    }

    /// The first attempt of a delivery of `event`.
    static Parcel parcel(Event event) {
        return parcel(event, 1, 1);
    }

    static Parcel parcel(Event event, int run, int n) {
        return new Parcel(
                new DeliveryMessage(
                        EventKey.of(TENANT.uid(), event.source(), event.id()), TestSubscriptions.uid(), run, n),
                event);
    }

    static Shipment shipment(Destination.Target target, Parcel... parcels) {
        return new Shipment(target, TENANT, Arrays.asList(parcels), TIMEOUT);
    }

    /// So many small events.
    static Shipment shipment(Destination.Target target, int count) {
        return new Shipment(target, TENANT, small(count), TIMEOUT);
    }

    static List<Parcel> small(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> parcel(event("{\"n\":%d}".formatted(i))))
                .toList();
    }

    /// An event whose data has so many bytes.
    static Parcel large(int bytes) {
        return parcel(event("\"" + "x".repeat(bytes - 2) + "\""));
    }

    static Map<String, ExtensionValue> extension(String name, @Nullable String value) {
        return value == null ? Map.of() : Map.of(name, new ExtensionValue.Text(value));
    }
}
