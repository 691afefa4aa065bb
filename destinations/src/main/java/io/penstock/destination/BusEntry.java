package io.penstock.destination;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.delivery.Targets.Parcel;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventJson;
import io.penstock.subscription.Destination;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event as a bus gets it
/// ([PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html)).
///
/// @param source the bus's own for its entries, or the event's
/// @param detailType the bus's own for its entries, or the event's type
/// @param detail a JSON object
/// @param time when it happened, if the event says so in a form that is understood
/// @param resources what names delivery and event, since a detail that is the data alone does not
record BusEntry(
        String source,
        String detailType,
        String detail,
        @Nullable Instant time,
        List<String> resources) {
    /// What a time counts as, whatever its length.
    private static final int TIME_BYTES = 14;

    static BusEntry of(Destination.Bus bus, Parcel parcel) {
        var event = parcel.event();
        var message = parcel.message();
        return new BusEntry(
                bus.source() == null ? event.source() : bus.source(),
                bus.detailType() == null ? event.type() : bus.detailType(),
                detail(bus.mode(), event),
                time(event.time()),
                List.of(
                        "urn:penstock:delivery:" + message.delivery().text(),
                        "urn:penstock:event:" + message.event().text()));
    }

    private static String detail(Destination.Mode mode, Event event) {
        var data = event.data();
        return switch (mode) {
            case BINARY -> data != null && isObject(data) ? text(data.bytes()) : text(EventJson.write(event));
            case STRUCTURED -> text(EventJson.write(event));
        };
    }

    private static String text(byte[] json) {
        return new String(json, UTF_8);
    }

    private static boolean isObject(EventData data) {
        if (data.form() != EventData.Form.JSON) {
            return false;
        }
        for (byte b : data.bytes()) {
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return b == '{';
            }
        }
        return false;
    }

    private static @Nullable Instant time(@Nullable String time) {
        if (time == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// Why no bus takes it; null if one may.
    @Nullable
    String obstacle() {
        if (source.getBytes(UTF_8).length > Destination.Bus.MAX_SOURCE) {
            return "its source has more than %d bytes, which no bus takes; give the destination a source"
                    .formatted(Destination.Bus.MAX_SOURCE);
        }
        if (source.startsWith(Destination.Bus.OF_AWS)) {
            return "its source begins with '%s', which is for AWS; give the destination a source"
                    .formatted(Destination.Bus.OF_AWS);
        }
        if (detailType.getBytes(UTF_8).length > Destination.Bus.MAX_DETAIL_TYPE) {
            return "its type has more than %d bytes, which no bus takes; give the destination a detailType"
                    .formatted(Destination.Bus.MAX_DETAIL_TYPE);
        }
        return null;
    }

    /// How many bytes it
    /// [counts as](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html).
    int bytes() {
        int bytes = time == null ? 0 : TIME_BYTES;
        bytes += source.getBytes(UTF_8).length + detailType.getBytes(UTF_8).length + detail.getBytes(UTF_8).length;
        for (var resource : resources) {
            bytes += resource.length();
        }
        return bytes;
    }
}
