package io.penstock.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.event.EventKey;
import io.penstock.filter.Filter;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON forms in which a replay is stored: what it was asked to do, and how far it has come. Reads back whatever it
/// has written; what is unknown is passed over, so that releases can read each other's.
public final class ReplayJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ReplayJson() {}

    private interface Body {
        void write(JsonGenerator out) throws IOException;
    }

    private static String text(Body body) {
        var text = new StringWriter();
        try (var out = JSON.createGenerator(text)) {
            out.writeStartObject();
            body.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string took no more characters", e);
        }
        return text.toString();
    }

    /// What a job was asked to do.
    public static String write(ReplayRequest request) {
        return text(out -> {
            out.writeStringField("subscription", request.subscription().value().text());
            out.writeStringField("subscriptionId", request.subscriptionId());
            out.writeStringField("mode", request.mode().name());
            out.writeNumberField("rate", request.rate());
            out.writeBooleanField("dryRun", request.dryRun());
            switch (request.selection()) {
                case ReplaySelection.Events(var keys) ->
                    write(out, "events", keys.stream().map(EventKey::text).toList());
                case ReplaySelection.Range range -> {
                    out.writeStringField("since", range.since().toString());
                    write(out, "until", range.until());
                    write(
                            out,
                            "types",
                            range.types().stream().map(TypePattern::text).toList());
                    write(out, "source", range.source());
                    write(
                            out,
                            "filter",
                            range.filter() == null ? null : range.filter().pattern());
                }
                case ReplaySelection.Failed(var since) -> out.writeStringField("failedSince", since.toString());
            }
        });
    }

    /// How far a job has come.
    public static String write(ReplayProgress progress) {
        return text(out -> {
            out.writeObjectFieldStart("counts");
            for (var what : Replayed.values()) {
                if (progress.count(what) > 0) {
                    out.writeNumberField(what.name(), progress.count(what));
                }
            }
            out.writeEndObject();
            write(out, "cursor", progress.cursor());
            write(out, "reached", progress.reached());
            out.writeStringField("due", progress.due().toString());
        });
    }

    private static void write(JsonGenerator out, String field, @Nullable Object value) throws IOException {
        if (value != null) {
            out.writeStringField(field, value.toString());
        }
    }

    private static void write(JsonGenerator out, String field, List<String> texts) throws IOException {
        out.writeArrayFieldStart(field);
        for (var text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }

    /// Reads what [#write(ReplayRequest)] wrote.
    public static ReplayRequest request(String text) {
        var fields = new Members(text);
        return new ReplayRequest(
                new SubscriptionUid(Id128.parse(fields.text("subscription"))),
                fields.text("subscriptionId"),
                selection(fields),
                ReplayMode.valueOf(fields.text("mode")),
                Integer.parseInt(fields.text("rate")),
                Boolean.parseBoolean(fields.text("dryRun")));
    }

    private static ReplaySelection selection(Members fields) {
        var events = fields.lists.get("events");
        if (events != null) {
            return new ReplaySelection.Events(
                    events.stream().map(EventKey::parse).toList());
        }
        var failedSince = fields.time("failedSince");
        if (failedSince != null) {
            return new ReplaySelection.Failed(failedSince);
        }
        var filter = fields.texts.get("filter");
        return new ReplaySelection.Range(
                Instant.parse(fields.text("since")),
                fields.time("until"),
                fields.lists.getOrDefault("types", List.of()).stream()
                        .map(TypePattern::parse)
                        .toList(),
                fields.texts.get("source"),
                filter == null ? null : Filter.kept(filter));
    }

    /// Reads what [#write(ReplayProgress)] wrote.
    public static ReplayProgress progress(String text) {
        var fields = new Members(text);
        var counts = new EnumMap<Replayed, Long>(Replayed.class);
        for (var what : Replayed.values()) {
            var count = fields.texts.get("counts." + what.name());
            if (count != null) {
                counts.put(what, Long.valueOf(count));
            }
        }
        return new ReplayProgress(
                counts, fields.texts.get("cursor"), fields.time("reached"), Instant.parse(fields.text("due")));
    }

    /// The members of an object: scalars as text, lists of strings, and those of objects below by their paths.
    private static final class Members {
        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, List<String>> lists = new HashMap<>();

        Members(String text) {
            try (var json = JSON.createParser(text)) {
                json.nextToken();
                read(json, "");
            } catch (IOException e) {
                throw new UncheckedIOException("a replay cannot be read", e);
            }
        }

        private void read(JsonParser json, String path) throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = path + json.currentName();
                switch (json.nextToken()) {
                    case START_OBJECT -> read(json, name + ".");
                    case START_ARRAY -> lists.put(name, list(json));
                    default -> texts.put(name, json.getText());
                }
            }
        }

        private static List<String> list(JsonParser json) throws IOException {
            var list = new ArrayList<String>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                list.add(json.getText());
            }
            return list;
        }

        String text(String name) {
            var text = texts.get(name);
            if (text == null) {
                throw new IllegalArgumentException("a replay has no '%s'".formatted(name));
            }
            return text;
        }

        @Nullable
        Instant time(String name) {
            var text = texts.get(name);
            return text == null ? null : Instant.parse(text);
        }
    }
}
