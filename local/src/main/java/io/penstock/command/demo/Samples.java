package io.penstock.command.demo;

import static java.util.Objects.requireNonNull;

import io.penstock.event.Event;
import io.penstock.event.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/// The sample events, over and over, under ids that were never used before.
final class Samples {
    private static final List<Event> EVENTS = Stream.of(
                    "order-created",
                    "invoice-paid",
                    "order-created-large",
                    "user-signed-up",
                    "order-shipped",
                    "stock-report")
            .map(Samples::load)
            .toList();

    private final String run;
    private int next;

    /// @param run in no earlier run's ids
    Samples(String run) {
        this.run = run;
    }

    Event next() {
        var event = EVENTS.get(next % EVENTS.size());
        next++;
        return new Event(
                "%s-%s-%d".formatted(event.id(), run, next),
                event.source(),
                event.type(),
                event.subject(),
                event.time(),
                event.dataContentType(),
                event.dataSchema(),
                event.extensions(),
                event.data());
    }

    private static Event load(String name) {
        try (var in = requireNonNull(Samples.class.getResourceAsStream("samples/" + name + ".json"), name)) {
            return EventJson.read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the sample %s cannot be read".formatted(name), e);
        }
    }
}
