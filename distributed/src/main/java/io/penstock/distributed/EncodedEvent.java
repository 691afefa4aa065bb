package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventJson;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event in two parts: its attributes as an event in JSON, and the very bytes of its data, which no JSON ever holds
/// as
/// such: whoever reads and writes an envelope on the way cannot change a byte of them.
///
/// @param attributes the event without its data, in JSON
/// @param data if it has any
record EncodedEvent(byte[] attributes, @Nullable Data data) {
    /// @param form how it stands in the event's JSON form
    /// @param where here, or in a blob
    record Data(EventData.Form form, Where where) {
        Data {
            requireNonNull(form, "form is null");
            requireNonNull(where, "where is null");
        }
    }

    /// Where data is.
    sealed interface Where {
        record Here(byte[] bytes) implements Where {}

        record InBlob(String name) implements Where {}
    }

    static EncodedEvent of(Event event) {
        var data = event.data();
        return new EncodedEvent(
                EventJson.write(with(event, null)),
                data == null ? null : new Data(data.form(), new Where.Here(data.bytes())));
    }

    private static Event with(Event event, @Nullable EventData data) {
        return new Event(
                event.id(),
                event.source(),
                event.type(),
                event.subject(),
                event.time(),
                event.dataContentType(),
                event.dataSchema(),
                event.extensions(),
                data);
    }

    /// The same with its data put into the blob `name`.
    EncodedEvent movedTo(Blobs blobs, String name) {
        if (data == null || !(data.where() instanceof Where.Here(var bytes))) {
            return this;
        }
        blobs.put(name, bytes);
        return new EncodedEvent(attributes, new Data(data.form(), new Where.InBlob(name)));
    }

    /// The event without its data.
    Event withoutData() {
        return EventJson.read(attributes);
    }

    /// The event.
    ///
    /// @throws IllegalStateException if its data is not where it should be
    Event event(Blobs blobs) {
        return event(withoutData(), blobs);
    }

    /// The event, of which [#withoutData] is read already.
    ///
    /// @throws IllegalStateException if its data is not where it should be
    Event event(Event withoutData, Blobs blobs) {
        return find(withoutData, blobs).orElseThrow(() -> new IllegalStateException("there is no blob of " + data));
    }

    /// The event, unless its data is not where it should be.
    Optional<Event> find(Event withoutData, Blobs blobs) {
        return data == null
                ? Optional.of(withoutData)
                : bytes(blobs, data.where()).map(bytes -> with(withoutData, new EventData(data.form(), bytes)));
    }

    private static Optional<byte[]> bytes(Blobs blobs, Where where) {
        return switch (where) {
            case Where.Here(var bytes) -> Optional.of(bytes);
            case Where.InBlob(var name) -> blobs.get(name);
        };
    }

    /// How a form is written.
    static String text(EventData.Form form) {
        return form.name().toLowerCase(Locale.ROOT);
    }

    /// Reads what [#text] wrote.
    static EventData.Form form(String text) {
        return EventData.Form.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
