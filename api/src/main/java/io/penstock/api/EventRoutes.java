package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.api.Problem.Kind;
import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.event.HttpEvents;
import io.penstock.input.InvalidInputException;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.EventQuery;
import io.penstock.ledger.EventRecord;
import io.penstock.ledger.EventTypes;
import io.penstock.ledger.Intake;
import io.penstock.ledger.Ledger;
import io.penstock.tenant.TenantUid;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Events: published, and looked up.
final class EventRoutes {
    static final String PATH = "/v1/events";

    private static final String TYPES_LIST = "event-types";
    private static final Map<String, EventRecord.State> STATES = Words.of(EventRecord.State.values());

    private final Intake intake;
    private final Ledger ledger;
    private final EventTypes types;
    private final Explanations explanations;

    EventRoutes(ApiServices services) {
        this.intake = services.intake();
        this.ledger = services.ledger();
        this.types = services.eventTypes();
        this.explanations = new Explanations(services);
    }

    List<Route> routes() {
        return List.of(
                Route.ofTenant("POST", PATH, this::publish),
                Route.ofTenant(
                        "GET",
                        PATH,
                        this::list,
                        "type",
                        "source",
                        "subject",
                        "state",
                        "since",
                        "until",
                        "limit",
                        "cursor"),
                Route.ofTenant("GET", "/v1/events/{event}", this::get, "subscription"),
                Route.ofTenant("GET", "/v1/event-types", this::listTypes, "limit", "cursor"));
    }

    private ApiResponse publish(TenantUid tenant, Call call) {
        var events = read(call.request());
        var acceptances = intake.accept(tenant, events);
        return Answers.json(202, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("accepted");
            for (int i = 0; i < events.size(); i++) {
                writeAccepted(out, events.get(i), acceptances.get(i));
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static List<Event> read(ApiRequest request) {
        var type = request.headers().single("content-type").orElse(null);
        try {
            return HttpEvents.read(type, request.headers()::forEach, request.body());
        } catch (InvalidInputException e) {
            // Without any of the marks of a CloudEvent it is the media type that is wrong, not the event.
            boolean noCloudEvent = e.field().isEmpty() && (type == null || !isCloudEvents(type)) && !inHeaders(request);
            if (noCloudEvent || e.field().equals("content-type")) {
                throw new ProblemException(Problem.ofField(Kind.UNSUPPORTED_MEDIA_TYPE, "Content-Type", e.detail()));
            }
            throw e;
        }
    }

    private static boolean isCloudEvents(String type) {
        return type.strip().toLowerCase(Locale.ROOT).startsWith("application/cloudevents");
    }

    private static boolean inHeaders(ApiRequest request) {
        return request.headers().fields().stream()
                .anyMatch(field -> field.getKey().regionMatches(true, 0, "ce-", 0, 3));
    }

    private static void writeAccepted(JsonGenerator out, Event event, Acceptance acceptance) throws IOException {
        out.writeStartObject();
        out.writeStringField("event", acceptance.event().text());
        out.writeStringField("source", event.source());
        out.writeStringField("id", event.id());
        switch (acceptance.kind()) {
            case NEW -> {}
            case DUPLICATE -> out.writeBooleanField("duplicate", true);
            case CONFLICT -> {
                out.writeBooleanField("duplicate", true);
                out.writeBooleanField("conflict", true);
            }
        }
        out.writeEndObject();
    }

    private ApiResponse list(TenantUid tenant, Call call) {
        var query = call.query();
        var page = ledger.events(new EventQuery(
                tenant,
                query.text("type").orElse(null),
                query.text("source").orElse(null),
                query.text("subject").orElse(null),
                query.word("state", STATES).orElse(null),
                query.time("since").orElse(null),
                query.time("until").orElse(null),
                query.text("cursor").orElse(null),
                query.limit()));
        return Answers.list(page.items(), page.next(), EventRecordJson::writeSummary);
    }

    private ApiResponse get(TenantUid tenant, Call call) {
        var key = key(call.id());
        var found = ledger.event(tenant, key).orElseThrow(() -> notFound(call.id()));
        var verdict = call.query()
                .text("subscription")
                .map(subscription -> explanations.explain(tenant, found, subscription));
        var deliveries = ledger.deliveries(tenant, key);
        return Answers.json(200, out -> EventRecordJson.write(out, found, deliveries, verdict));
    }

    private ApiResponse listTypes(TenantUid tenant, Call call) {
        int limit = call.query().limit();
        var oneMore = types.list(tenant, NameCursor.after(TYPES_LIST, call.query()), limit + 1);
        return NameCursor.page(TYPES_LIST, oneMore, limit, EventTypes.Seen::type, (out, seen) -> {
            out.writeStartObject();
            out.writeStringField("type", seen.type());
            out.writeStringField("firstSeen", Times.format(seen.firstSeen()));
            out.writeEndObject();
        });
    }

    private static EventKey key(String id) {
        try {
            return EventKey.parse(id);
        } catch (IllegalArgumentException e) {
            // What cannot be a key is the key of nothing.
            throw notFound(id);
        }
    }

    private static ProblemException notFound(String id) {
        return new ProblemException(Problem.notFound("event", id));
    }
}
