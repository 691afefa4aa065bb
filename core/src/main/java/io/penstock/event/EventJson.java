package io.penstock.event;

import io.penstock.input.InvalidInputException;
import java.util.List;

/// CloudEvents in JSON ([CloudEvents 1.0.2, JSON format](https://github.com/cloudevents/spec)).
///
/// JSON data is kept as the very bytes of its value in the document: spelling of numbers, order of members and white
/// space within it. Strict where leniency would let two readers see different events: RFC 8259 to the letter, UTF-8, no
/// byte order mark, no member twice, nothing behind the document.
///
/// What the format leaves open, and what is done:
/// - An attribute that is `null` is absent (section 2.2), and so is `data_base64`; `data` that is `null` is data, the
///   JSON value `null` (section 3.1.1).
/// - `data` that is no string, under a content type that is not JSON, is taken as the JSON value that it is.
/// - An extension's integer has neither fraction nor exponent, however the number comes out.
public final class EventJson {
    /// Most events of a batch.
    public static final int MAX_BATCH_EVENTS = 1_000;

    /// How deep arrays and objects in JSON data may be nested.
    public static final int MAX_DATA_DEPTH = JsonScanner.MAX_DEPTH;

    private EventJson() {}

    /// Reads a document that is one event.
    ///
    /// @throws InvalidInputException naming the attribute, if it is not a CloudEvent in JSON, or past a limit
    public static Event read(byte[] document) {
        return new EventJsonReader(document).single();
    }

    /// Reads a document that is an array of events (JSON batch format, section 4): at least one, at most
    /// [#MAX_BATCH_EVENTS], each with data of its own.
    ///
    /// @throws InvalidInputException naming event and attribute, `[3].type` say, if any of them is not a CloudEvent;
    ///     then none of them is taken
    public static List<Event> readBatch(byte[] document) {
        return new EventJsonReader(document).batch();
    }

    /// Writes one event, without white space, attributes first; [#read] reads an equal one. (White space *around* JSON
    /// data, which only binary mode can bring, is written but not read back: it is no part of the value.)
    public static byte[] write(Event event) {
        return new EventJsonWriter(event).write();
    }
}
