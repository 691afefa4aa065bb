package io.penstock.api;

import io.penstock.event.EventKey;
import io.penstock.ledger.Erasure;
import io.penstock.ledger.EventQuery;
import io.penstock.ledger.EventRecord;
import io.penstock.ledger.EventTypes;
import io.penstock.ledger.Ledger;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Map;

/// Events, looked up.
final class EventRoutes {
    private static final String TYPES_LIST = "event-types";
    private static final Map<String, EventRecord.State> STATES = Words.of(EventRecord.State.values());

    private final Ledger ledger;
    private final EventTypes types;
    private final Erasure erasure;
    private final Explanations explanations;

    EventRoutes(ApiServices services) {
        this.ledger = services.ledger();
        this.types = services.eventTypes();
        this.erasure = services.erasure();
        this.explanations = new Explanations(services);
    }

    List<Route> routes() {
        return List.of(
                Route.ofTenant(
                        "GET",
                        PublishRoute.PATH,
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
                Route.ofTenant("DELETE", "/v1/events/{event}", this::erase),
                Route.ofTenant("GET", "/v1/event-types", this::listTypes, "limit", "cursor"));
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

    private ApiResponse erase(TenantUid tenant, Call call) {
        call.noBody();
        if (!erasure.erase(tenant, key(call.id()))) {
            throw notFound(call.id());
        }
        return Answers.noContent();
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
