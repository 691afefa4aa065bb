package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.event.EventKey;
import io.penstock.input.InvalidInputException;
import io.penstock.replay.ReplayJob;
import io.penstock.replay.ReplayMode;
import io.penstock.replay.ReplayRequest;
import io.penstock.replay.ReplaySelection;
import io.penstock.replay.Replayed;
import io.penstock.subscription.Subscription;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON form of replays.
final class ReplayFields {
    /// What whoever starts one says of it.
    static final List<String> FIELDS = List.of(
            "id",
            "subscription",
            "events",
            "since",
            "until",
            "types",
            "source",
            "filter",
            "failedSince",
            "mode",
            "rate",
            "dryRun");

    /// What narrows a time range down, and means nothing without one.
    private static final List<String> OF_RANGE = List.of("until", "types", "source", "filter");

    private static final Map<String, ReplayMode> MODES = Words.of(ReplayMode.values());

    private ReplayFields() {}

    /// Reads what a replay is to do for `subscription`.
    static ReplayRequest read(Fields fields, Subscription subscription) {
        return new ReplayRequest(
                subscription.uid(),
                subscription.id(),
                selection(fields),
                fields.word("mode", MODES).orElse(ReplayMode.MISSING),
                fields.integer("rate").orElse(ReplayRequest.STANDARD_RATE),
                fields.bool("dryRun").orElse(false));
    }

    private static ReplaySelection selection(Fields fields) {
        var events = fields.list("events", ReplaySelection.Events.MAX_EVENTS, ReplayFields::key);
        var since = fields.time("since");
        var failedSince = fields.time("failedSince");
        long said = List.of(events.isPresent(), since.isPresent(), failedSince.isPresent()).stream()
                .filter(is -> is)
                .count();
        if (said != 1) {
            throw new InvalidInputException(
                    "", "one of 'events', 'since' and 'failedSince' says which events; there are %d".formatted(said));
        }
        if (since.isEmpty()) {
            for (var name : OF_RANGE) {
                if (fields.value(name).isPresent()) {
                    throw new InvalidInputException(name, "is for the events of a time: it goes with 'since'");
                }
            }
        }
        if (events.isPresent()) {
            return new ReplaySelection.Events(events.get());
        }
        if (failedSince.isPresent()) {
            return new ReplaySelection.Failed(failedSince.get());
        }
        return new ReplaySelection.Range(
                since.orElseThrow(),
                fields.time("until").orElse(null),
                SubscriptionJson.types(fields).orElse(List.of()),
                fields.text("source").orElse(null),
                SubscriptionJson.filter(fields));
    }

    private static EventKey key(String path, JsonValue value) {
        var text = Fields.text(path, value);
        try {
            return EventKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    path, "must be the id of an event, evt_…: '%s'".formatted(Answers.excerpt(text)));
        }
    }

    /// As it is shown.
    static void write(JsonGenerator out, ReplayJob job) throws IOException {
        var request = job.request();
        out.writeStartObject();
        out.writeStringField("id", job.id());
        out.writeStringField("subscription", request.subscriptionId());
        write(out, request.selection());
        out.writeStringField("mode", Words.of(request.mode()));
        out.writeNumberField("rate", request.rate());
        out.writeBooleanField("dryRun", request.dryRun());
        out.writeStringField("state", Words.of(job.state()));
        if (job.reason() != null) {
            out.writeStringField("reason", job.reason());
        }
        out.writeStringField("startedAt", Times.format(job.startedAt()));
        write(out, "endedAt", job.endedAt());
        out.writeNumberField("looked", job.progress().looked());
        out.writeNumberField("sent", job.progress().count(Replayed.SENT));
        out.writeObjectFieldStart("skipped");
        for (var what : Replayed.values()) {
            if (what != Replayed.SENT) {
                out.writeNumberField(Words.of(what), job.progress().count(what));
            }
        }
        out.writeEndObject();
        write(out, "reached", job.progress().reached());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, ReplaySelection selection) throws IOException {
        switch (selection) {
            case ReplaySelection.Events(var keys) -> {
                out.writeArrayFieldStart("events");
                for (var key : keys) {
                    out.writeString(key.text());
                }
                out.writeEndArray();
            }
            case ReplaySelection.Range range -> {
                write(out, "since", range.since());
                write(out, "until", range.until());
                if (!range.types().isEmpty()) {
                    SubscriptionJson.writeTypes(out, range.types());
                }
                if (range.source() != null) {
                    out.writeStringField("source", range.source());
                }
                if (range.filter() != null) {
                    out.writeFieldName("filter");
                    out.writeRawValue(range.filter().pattern());
                }
            }
            case ReplaySelection.Failed(var since) -> write(out, "failedSince", since);
        }
    }

    private static void write(JsonGenerator out, String field, @Nullable Instant time) throws IOException {
        if (time != null) {
            out.writeStringField(field, Times.format(time));
        }
    }
}
