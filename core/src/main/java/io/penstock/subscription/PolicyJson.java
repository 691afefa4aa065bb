package io.penstock.subscription;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.event.Event;
import io.penstock.retry.Backoff;
import io.penstock.retry.RetrySchedule;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The JSON form of policies, as they are shown and as they are stored. Reads back whatever it has written; what is
/// missing has its default, and what is unknown is passed over, so that releases can read each other's.
public final class PolicyJson {
    /// What events are ordered by: the name of an attribute.
    public static final String BY = Event.PARTITION_KEY;

    private PolicyJson() {}

    /// Writes `policy` as an object.
    public static void write(JsonGenerator out, Policy policy) throws IOException {
        out.writeStartObject();
        write(out, policy.retry());
        out.writeStringField("timeout", policy.timeout().toString());
        write(out, "success", policy.responses().success().patterns());
        write(out, "final", policy.responses().refused().patterns());
        var timing = policy.timing();
        write(out, "ttl", timing.timeToLive());
        write(out, "delay", timing.delay());
        if (timing.window() != null) {
            out.writeObjectFieldStart("window");
            out.writeStringField("from", timing.window().from().toString());
            out.writeStringField("to", timing.window().to().toString());
            out.writeStringField("zone", timing.window().zone().getId());
            out.writeEndObject();
        }
        write(out, policy.circuitBreaker());
        write(out, "disableAfter", policy.disableAfter());
        write(out, policy.throttle());
        write(out, policy.ordering());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Ordering ordering) throws IOException {
        if (ordering.isOrdered()) {
            out.writeObjectFieldStart("ordering");
            out.writeStringField("by", BY);
            out.writeStringField("onExhausted", ordering.text());
            out.writeEndObject();
        }
    }

    private static void write(JsonGenerator out, Throttle throttle) throws IOException {
        var rate = throttle.rate();
        if (rate != null) {
            out.writeObjectFieldStart("rateLimit");
            out.writeNumberField("limit", rate.limit());
            out.writeStringField("per", rate.per().text());
            out.writeNumberField("burst", rate.burst());
            out.writeEndObject();
        }
        if (throttle.concurrency() != null) {
            out.writeNumberField("concurrency", throttle.concurrency());
        }
    }

    private static void write(JsonGenerator out, CircuitBreaker breaker) throws IOException {
        out.writeObjectFieldStart("circuitBreaker");
        out.writeBooleanField("enabled", breaker.enabled());
        out.writeNumberField("failureRate", breaker.failureRate());
        out.writeNumberField("attempts", breaker.attempts());
        out.writeStringField("window", breaker.window().toString());
        out.writeStringField("pause", breaker.pause().toString());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, RetrySchedule retry) throws IOException {
        out.writeObjectFieldStart("retry");
        switch (retry.backoff()) {
            case Backoff.Listed(var delays) ->
                write(out, "schedule", delays.stream().map(Duration::toString).toList());
            case Backoff.Exponential(var base, var factor, var cap, var count) -> {
                out.writeObjectFieldStart("exponential");
                out.writeStringField("base", base.toString());
                out.writeNumberField("factor", factor);
                out.writeStringField("cap", cap.toString());
                out.writeNumberField("count", count);
                out.writeEndObject();
            }
        }
        out.writeNumberField("jitter", retry.jitter());
        out.writeBooleanField("retryAfter", retry.retryAfter());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, String field, List<String> texts) throws IOException {
        out.writeArrayFieldStart(field);
        for (var text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }

    private static void write(JsonGenerator out, String field, @Nullable Duration duration) throws IOException {
        if (duration != null) {
            out.writeStringField(field, duration.toString());
        }
    }

    /// Reads the object at whose start `json` stands, and leaves `json` at its end.
    public static Policy read(JsonParser json) throws IOException {
        var retry = RetrySchedule.STANDARD;
        var timeout = Policy.STANDARD.timeout();
        var success = Responses.STANDARD.success();
        var refused = Responses.STANDARD.refused();
        @Nullable Duration timeToLive = null;
        @Nullable Duration delay = null;
        @Nullable DailyWindow window = null;
        var circuitBreaker = CircuitBreaker.STANDARD;
        var disableAfter = Policy.DISABLE_AFTER;
        @Nullable RateLimit rateLimit = null;
        @Nullable Integer concurrency = null;
        var ordering = Ordering.NONE;
        for (var name = next(json); name != null; name = next(json)) {
            switch (name) {
                case "retry" -> retry = retry(json);
                case "timeout" -> timeout = duration(json);
                case "success" -> success = new StatusSet(texts(json));
                case "final" -> refused = new StatusSet(texts(json));
                case "ttl" -> timeToLive = duration(json);
                case "delay" -> delay = duration(json);
                case "window" -> window = window(json);
                case "circuitBreaker" -> circuitBreaker = circuitBreaker(json);
                case "disableAfter" -> disableAfter = duration(json);
                case "rateLimit" -> rateLimit = rateLimit(json);
                case "concurrency" -> concurrency = json.getIntValue();
                case "ordering" -> ordering = ordering(json);
                default -> json.skipChildren();
            }
        }
        var policy = new Policy(
                retry,
                timeout,
                new Responses(success, refused),
                new Timing(timeToLive, delay, window),
                circuitBreaker,
                disableAfter,
                new Throttle(rateLimit, concurrency),
                ordering);
        return policy.equals(Policy.STANDARD) ? Policy.STANDARD : policy; // Most have it: once in memory is enough.
    }

    /// The next member's name, at whose value `json` then stands; null at the end of the object.
    private static @Nullable String next(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.FIELD_NAME) {
            return null;
        }
        var name = json.currentName();
        json.nextToken();
        return name;
    }

    private static RetrySchedule retry(JsonParser json) throws IOException {
        var backoff = RetrySchedule.STANDARD.backoff();
        double jitter = RetrySchedule.STANDARD.jitter();
        boolean retryAfter = true;
        for (var name = next(json); name != null; name = next(json)) {
            switch (name) {
                case "schedule" ->
                    backoff = new Backoff.Listed(
                            texts(json).stream().map(Duration::parse).toList());
                case "exponential" -> backoff = exponential(json);
                case "jitter" -> jitter = json.getDoubleValue();
                case "retryAfter" -> retryAfter = json.getBooleanValue();
                default -> json.skipChildren();
            }
        }
        return new RetrySchedule(backoff, jitter, retryAfter);
    }

    private static Backoff exponential(JsonParser json) throws IOException {
        var base = Duration.ZERO;
        double factor = 0;
        var cap = Duration.ZERO;
        int count = 0;
        for (var name = next(json); name != null; name = next(json)) {
            switch (name) {
                case "base" -> base = duration(json);
                case "factor" -> factor = json.getDoubleValue();
                case "cap" -> cap = duration(json);
                case "count" -> count = json.getIntValue();
                default -> json.skipChildren();
            }
        }
        return new Backoff.Exponential(base, factor, cap, count);
    }

    private static DailyWindow window(JsonParser json) throws IOException {
        var from = LocalTime.MIDNIGHT;
        var to = LocalTime.MIDNIGHT;
        var zone = "";
        for (var name = next(json); name != null; name = next(json)) {
            switch (name) {
                case "from" -> from = LocalTime.parse(json.getText());
                case "to" -> to = LocalTime.parse(json.getText());
                case "zone" -> zone = json.getText();
                default -> json.skipChildren();
            }
        }
        return new DailyWindow(from, to, ZoneId.of(zone));
    }

    private static CircuitBreaker circuitBreaker(JsonParser json) throws IOException {
        var standard = CircuitBreaker.STANDARD;
        boolean enabled = standard.enabled();
        double failureRate = standard.failureRate();
        int attempts = standard.attempts();
        var window = standard.window();
        var pause = standard.pause();
        for (var name = next(json); name != null; name = next(json)) {
            switch (name) {
                case "enabled" -> enabled = json.getBooleanValue();
                case "failureRate" -> failureRate = json.getDoubleValue();
                case "attempts" -> attempts = json.getIntValue();
                case "window" -> window = duration(json);
                case "pause" -> pause = duration(json);
                default -> json.skipChildren();
            }
        }
        return new CircuitBreaker(enabled, failureRate, attempts, window, pause);
    }

    private static Ordering ordering(JsonParser json) throws IOException {
        var ordering = Ordering.BLOCK;
        for (var name = next(json); name != null; name = next(json)) {
            switch (name) {
                case "onExhausted" -> ordering = Ordering.valueOf(json.getText().toUpperCase(Locale.ROOT));
                default -> json.skipChildren();
            }
        }
        return ordering;
    }

    private static RateLimit rateLimit(JsonParser json) throws IOException {
        int limit = 0;
        var per = RateLimit.Per.SECOND;
        int burst = 0;
        for (var name = next(json); name != null; name = next(json)) {
            switch (name) {
                case "limit" -> limit = json.getIntValue();
                case "per" -> per = RateLimit.Per.of(json.getText());
                case "burst" -> burst = json.getIntValue();
                default -> json.skipChildren();
            }
        }
        return new RateLimit(limit, per, burst);
    }

    private static Duration duration(JsonParser json) throws IOException {
        return Duration.parse(json.getText());
    }

    private static List<String> texts(JsonParser json) throws IOException {
        var texts = new ArrayList<String>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(json.getText());
        }
        return texts;
    }
}
