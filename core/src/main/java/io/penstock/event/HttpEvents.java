package io.penstock.event;

import io.penstock.input.InvalidInputException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The events of an HTTP request, in any of the three modes of the HTTP binding
/// ([CloudEvents 1.0.2, HTTP binding, section 3](https://github.com/cloudevents/spec)).
public final class HttpEvents {
    /// Content type of one event in JSON.
    public static final String STRUCTURED = "application/cloudevents+json";

    /// Content type of a batch of events in JSON.
    public static final String BATCH = "application/cloudevents-batch+json";

    private static final String FAMILY = "application/cloudevents";

    private static final String WAYS =
            "send one event as %s, several as %s, or one in binary mode, with its attributes in ce- headers (ce-specversion, ce-id, ce-source, ce-type)"
                    .formatted(STRUCTURED, BATCH);

    private HttpEvents() {}

    /// Reads the events of a request: one, unless it is a batch.
    ///
    /// @param contentType the value of the header `content-type`, if there is one
    /// @param headers all headers; they count in binary mode only
    /// @param body kept where the data is the body, not copied: nobody changes it
    /// @throws InvalidInputException naming the attribute, if a CloudEvent is not valid or past a limit; of the field
    ///     `content-type`, if its format or charset is not read here; of none, if the request is in none of the modes
    public static List<Event> read(@Nullable String contentType, HeaderFields headers, byte[] body) {
        var type = contentType == null ? null : MediaType.parse(contentType.strip());
        if (type == null || !type.essence().startsWith(FAMILY)) {
            if (!isBinary(headers)) {
                throw new InvalidInputException("", "no CloudEvent in this request: " + WAYS);
            }
            return List.of(BinaryEvent.read(contentType, headers, body));
        }
        if (!type.isUtf8()) {
            throw new InvalidInputException("content-type", "CloudEvents in JSON are UTF-8: leave the charset out");
        }
        return switch (type.essence()) {
            case STRUCTURED -> List.of(EventJson.read(body));
            case BATCH -> EventJson.readBatch(body);
            default ->
                throw new InvalidInputException(
                        "content-type",
                        "%s is not read here: %s".formatted(InvalidInputException.excerpt(type.essence()), WAYS));
        };
    }

    private static boolean isBinary(HeaderFields headers) {
        var found = new boolean[1];
        headers.forEach((name, _) -> found[0] |= name.equalsIgnoreCase("ce-specversion"));
        return found[0];
    }
}
