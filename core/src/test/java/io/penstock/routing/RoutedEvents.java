package io.penstock.routing;

import io.penstock.event.Event;
import io.penstock.event.EventData;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Events of which only type and data matter.
final class RoutedEvents {
    private RoutedEvents() {}

    static Event event(String type) {
        return event(type, "{}");
    }

    static Event event(String type, String data) {
        var bytes = data.getBytes(StandardCharsets.UTF_8);
        return new Event(
                "1", "/test", type, null, null, null, null, Map.of(), new EventData(EventData.Form.JSON, bytes));
    }
}
