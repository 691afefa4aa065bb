package io.penstock.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.api.Problem.Kind;
import io.penstock.event.Event;
import io.penstock.event.HttpEvents;
import io.penstock.input.InvalidInputException;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.Intake;
import io.penstock.tenant.TenantUid;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// Events, published.
final class PublishRoute {
    static final String PATH = "/v1/events";

    private final Intake intake;

    PublishRoute(Intake intake) {
        this.intake = requireNonNull(intake, "intake is null");
    }

    List<Route> routes() {
        return List.of(Route.ofPublisher("POST", PATH, this::publish));
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
}
