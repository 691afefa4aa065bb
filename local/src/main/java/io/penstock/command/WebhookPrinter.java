package io.penstock.command;

import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import io.penstock.api.Headers;
import io.penstock.command.client.Json;
import io.penstock.command.terminal.Printable;
import io.penstock.command.terminal.PrintableWriter;
import io.penstock.event.Event;
import io.penstock.event.HttpEvents;
import io.penstock.input.InvalidInputException;
import io.penstock.server.Endpoint;
import io.penstock.signing.SignatureVerifier;
import io.penstock.signing.SignedHeaders;
import io.penstock.signing.Verification;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// What `penstock receive` does with a request. Safe for use by many threads.
final class WebhookPrinter implements Endpoint {
    private static final int MAX_BODY_BYTES = 4 * 1_024 * 1_024;
    private static final int REMEMBERED = 10_000;
    private static final int MAX_SHOWN = 64;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final Answering answering;
    private final Printing printing;
    private final Optional<SignatureVerifier> verifier;
    private final InstantSource clock;
    private final Map<String, Integer> failures = new LinkedHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();

    /// What to answer.
    ///
    /// @param status of the answer
    /// @param failFirst so many attempts of each delivery are answered 503 before
    record Answering(int status, int failFirst) {}

    /// What to print, and where.
    record Printing(PrintWriter out, boolean body, boolean json) {}

    WebhookPrinter(Answering answering, Printing printing, Optional<SignatureVerifier> verifier, InstantSource clock) {
        this.answering = answering;
        this.printing = printing;
        this.verifier = verifier;
        this.clock = clock;
    }

    /// How many requests were answered.
    int answered() {
        return answered.get();
    }

    @Override
    public ApiResponse answer(ApiRequest request) {
        var now = clock.instant();
        var verification = verifier.map(with -> with.verify(request.headers()::first, request.body(), now));
        boolean rejected =
                verification.filter(Verification.Rejected.class::isInstance).isPresent();
        int status = rejected ? 401 : status(request.headers().first(SignedHeaders.ID));
        print(request, now, verification, status);
        answered.incrementAndGet();
        return text(status, rejected ? explanation(verification) : "");
    }

    @Override
    public int bodyLimit(String path) {
        return MAX_BODY_BYTES;
    }

    @Override
    public ApiResponse bodyTooLarge(String path) {
        return text(413, "The body may have %,d bytes".formatted(MAX_BODY_BYTES));
    }

    private synchronized int status(Optional<String> id) {
        int before = failures.getOrDefault(id.orElse(""), 0);
        if (before >= answering.failFirst()) {
            return answering.status();
        }
        failures.put(id.orElse(""), before + 1);
        if (failures.size() > REMEMBERED) {
            failures.remove(failures.keySet().iterator().next());
        }
        return 503;
    }

    private synchronized void print(ApiRequest request, Instant now, Optional<Verification> verification, int status) {
        var out = PrintableWriter.to(printing.out());
        if (printing.json()) {
            out.println(Printable.json(json(request, now, verification, status).write()));
        } else {
            var attempt = request.headers().first("penstock-attempt");
            out.printf(
                    "%s  %d  %s  %s%s  %,d bytes%n",
                    TIME.format(now),
                    status,
                    what(request),
                    attempt.map(n -> "attempt " + safe(n) + "  ").orElse(""),
                    explanation(verification),
                    request.body().length);
            if (printing.body()) {
                out.println(new String(request.body(), StandardCharsets.UTF_8));
            }
        }
        out.flush();
    }

    private Json json(ApiRequest request, Instant now, Optional<Verification> verification, int status) {
        var members = new LinkedHashMap<String, Json>();
        members.put("time", Json.text(now.toString()));
        members.put("method", Json.text(request.method()));
        members.put("path", Json.text(request.path()));
        members.put("status", new Json(new Json.Literal(Integer.toString(status))));
        verification.ifPresent(found -> {
            members.put(
                    "verified", new Json(new Json.Literal(Boolean.toString(found instanceof Verification.Verified))));
            members.put("verification", Json.text(explanation(verification)));
        });
        var headers = new LinkedHashMap<String, Json>();
        request.headers().forEach((name, value) -> headers.put(name, Json.text(value)));
        members.put("headers", Json.object(headers));
        members.put("body", Json.text(new String(request.body(), StandardCharsets.UTF_8)));
        return Json.object(members);
    }

    private static String explanation(Optional<Verification> verification) {
        return verification
                .map(found -> switch (found) {
                    case Verification.Verified _ -> "signature verified";
                    case Verification.Rejected rejected -> "signature rejected: " + rejected.explanation();
                })
                .orElse("signature not verified");
    }

    /// The event's type and subject, or at least the request.
    private static String what(ApiRequest request) {
        return event(request)
                .map(event -> safe(event.type()) + "  " + safe(event.id()))
                .orElseGet(() -> safe(request.method() + " " + request.path()));
    }

    private static Optional<Event> event(ApiRequest request) {
        try {
            var events = HttpEvents.read(
                    request.headers().first("content-type").orElse(null), request.headers()::forEach, request.body());
            return events.size() == 1 ? Optional.of(events.getFirst()) : Optional.empty();
        } catch (InvalidInputException e) {
            // No CloudEvent: it is shown as the request that it is.
            return Optional.empty();
        }
    }

    private static String safe(String text) {
        return Printable.line(text, MAX_SHOWN);
    }

    private static ApiResponse text(int status, String text) {
        return new ApiResponse(
                status,
                new Headers(List.of(Map.entry("content-type", "text/plain; charset=utf-8"))),
                text.getBytes(StandardCharsets.UTF_8));
    }
}
