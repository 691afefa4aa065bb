package io.penstock.api;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.input.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes responses.
final class Answers {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Map.Entry<String, String> JSON_TYPE = Map.entry("content-type", "application/json");
    private static final Map.Entry<String, String> PROBLEM_TYPE = Map.entry("content-type", "application/problem+json");

    /// Answers may hold secrets, and change from one moment to the next.
    private static final Map.Entry<String, String> NOT_KEPT = Map.entry("cache-control", "no-store");

    private static final Headers JSON_HEADERS = new Headers(List.of(JSON_TYPE, NOT_KEPT));
    private static final Headers PLAIN_HEADERS = new Headers(List.of(NOT_KEPT));
    private static final byte[] NOTHING = {};

    private Answers() {}

    /// Writes a JSON value.
    @FunctionalInterface
    interface Body {
        void write(JsonGenerator out) throws IOException;
    }

    /// Writes the JSON value of an item.
    @FunctionalInterface
    interface Item<T> {
        void write(JsonGenerator out, T item) throws IOException;
    }

    static ApiResponse json(int status, Body body) {
        return new ApiResponse(status, JSON_HEADERS, bytes(body));
    }

    static ApiResponse json(int status, List<Map.Entry<String, String>> headers, Body body) {
        var all = new ArrayList<>(headers);
        all.add(JSON_TYPE);
        all.add(NOT_KEPT);
        return new ApiResponse(status, new Headers(all), bytes(body));
    }

    /// A part of a list.
    static <T> ApiResponse list(List<T> items, Optional<String> next, Item<T> item) {
        return json(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (var each : items) {
                item.write(out, each);
            }
            out.writeEndArray();
            if (next.isPresent()) {
                out.writeStringField("next", next.get());
            }
            out.writeEndObject();
        });
    }

    static ApiResponse noContent() {
        return new ApiResponse(204, PLAIN_HEADERS, NOTHING);
    }

    static ApiResponse problem(Problem problem) {
        var headers = new ArrayList<>(problem.headers());
        headers.add(PROBLEM_TYPE);
        headers.add(NOT_KEPT);
        return new ApiResponse(problem.kind().status(), new Headers(headers), bytes(out -> {
            out.writeStartObject();
            out.writeStringField("type", problem.kind().type());
            out.writeStringField("title", problem.kind().title());
            out.writeNumberField("status", problem.kind().status());
            out.writeStringField("detail", problem.detail());
            if (problem.field() != null) {
                out.writeStringField("field", problem.field());
            }
            if (problem.reference() != null) {
                out.writeStringField("reference", problem.reference());
            }
            out.writeEndObject();
        }));
    }

    static byte[] bytes(Body body) {
        var bytes = new ByteArrayOutputStream(512);
        try (var out = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            body.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("an array took no more bytes", e);
        }
        return bytes.toByteArray();
    }

    /// The beginning of `text`, fit for a message.
    static String excerpt(String text) {
        return InvalidInputException.excerpt(text);
    }
}
