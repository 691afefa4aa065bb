package io.penstock.api;

import io.penstock.input.InvalidInputException;
import io.penstock.retry.Backoff;
import io.penstock.retry.RetrySchedule;
import io.penstock.subscription.CircuitBreaker;
import io.penstock.subscription.DailyWindow;
import io.penstock.subscription.Ordering;
import io.penstock.subscription.Policy;
import io.penstock.subscription.PolicyJson;
import io.penstock.subscription.RateLimit;
import io.penstock.subscription.Responses;
import io.penstock.subscription.StatusSet;
import io.penstock.subscription.Throttle;
import io.penstock.subscription.Timing;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what the owner of a subscription says of its policy; what is left out has its default.
final class PolicyFields {
    private static final List<String> POLICY = List.of(
            "retry",
            "timeout",
            "success",
            "final",
            "ttl",
            "delay",
            "window",
            "circuitBreaker",
            "disableAfter",
            "rateLimit",
            "concurrency",
            "ordering");
    private static final List<String> ORDERING = List.of("by", "onExhausted");
    private static final Map<String, Ordering> ON_EXHAUSTED =
            Map.of(Ordering.BLOCK.text(), Ordering.BLOCK, Ordering.SKIP.text(), Ordering.SKIP);
    private static final List<String> RATE_LIMIT = List.of("limit", "per", "burst");
    private static final List<String> RETRY = List.of("schedule", "exponential", "jitter", "retryAfter");
    private static final List<String> EXPONENTIAL = List.of("base", "factor", "cap", "count");
    private static final List<String> WINDOW = List.of("from", "to", "zone");
    private static final List<String> CIRCUIT_BREAKER =
            List.of("enabled", "failureRate", "attempts", "window", "pause");

    private static final ZoneId STANDARD_ZONE = ZoneId.of("UTC");
    private static final double STANDARD_FACTOR = 2;
    private static final Duration STANDARD_CAP = Duration.ofDays(1);

    private PolicyFields() {}

    /// @param subscription whose member `policy` is read
    static Policy read(Fields subscription) {
        return subscription.object("policy", POLICY).map(PolicyFields::policy).orElse(Policy.STANDARD);
    }

    private static Policy policy(Fields fields) {
        var retry = fields.object("retry", RETRY).map(PolicyFields::retry).orElse(RetrySchedule.STANDARD);
        var timeout = fields.duration("timeout").orElse(Policy.STANDARD.timeout());
        var success = statuses(fields, "success").orElse(Responses.STANDARD.success());
        var refused = statuses(fields, "final").orElse(Responses.STANDARD.refused());
        var timeToLive = fields.duration("ttl").orElse(null);
        var delay = fields.duration("delay").orElse(null);
        var window = fields.object("window", WINDOW).map(PolicyFields::window).orElse(null);
        var circuitBreaker = fields.object("circuitBreaker", CIRCUIT_BREAKER)
                .map(PolicyFields::circuitBreaker)
                .orElse(CircuitBreaker.STANDARD);
        var disableAfter = fields.duration("disableAfter").orElse(Policy.DISABLE_AFTER);
        var rateLimit = fields.object("rateLimit", RATE_LIMIT)
                .map(PolicyFields::rateLimit)
                .orElse(null);
        var concurrency = fields.integer("concurrency").orElse(null);
        var ordering =
                fields.object("ordering", ORDERING).map(PolicyFields::ordering).orElse(Ordering.NONE);
        return fields.within(() -> new Policy(
                retry,
                timeout,
                new Responses(success, refused),
                new Timing(timeToLive, delay, window),
                circuitBreaker,
                disableAfter,
                new Throttle(rateLimit, concurrency),
                ordering));
    }

    private static Ordering ordering(Fields fields) {
        var by = fields.requiredText("by");
        if (!by.equals(PolicyJson.BY)) {
            throw new InvalidInputException(
                    fields.at("by"),
                    "must be %s, the attribute that events are ordered by: '%s'"
                            .formatted(PolicyJson.BY, Answers.excerpt(by)));
        }
        var text = fields.text("onExhausted").orElse(Ordering.BLOCK.text());
        var ordering = ON_EXHAUSTED.get(text);
        if (ordering == null) {
            throw new InvalidInputException(
                    fields.at("onExhausted"),
                    "must be block, which holds back what comes after a delivery that failed for good, or skip: '%s'"
                            .formatted(Answers.excerpt(text)));
        }
        return ordering;
    }

    private static RateLimit rateLimit(Fields fields) {
        int limit = fields.integer("limit").orElseThrow(() -> fields.missing("limit"));
        var per = fields.requiredText("per");
        var burst = fields.integer("burst");
        return fields.within(() -> burst.isPresent()
                ? new RateLimit(limit, RateLimit.Per.of(per), burst.get())
                : RateLimit.of(limit, RateLimit.Per.of(per)));
    }

    private static CircuitBreaker circuitBreaker(Fields fields) {
        var standard = CircuitBreaker.STANDARD;
        boolean enabled = fields.bool("enabled").orElse(standard.enabled());
        double failureRate = fields.number("failureRate").orElse(standard.failureRate());
        int attempts = fields.integer("attempts").orElse(standard.attempts());
        var window = fields.duration("window").orElse(standard.window());
        var pause = fields.duration("pause").orElse(standard.pause());
        return fields.within(() -> new CircuitBreaker(enabled, failureRate, attempts, window, pause));
    }

    private static RetrySchedule retry(Fields fields) {
        var schedule = fields.list("schedule", Backoff.MAX_RETRIES, Fields::duration);
        var exponential = fields.object("exponential", EXPONENTIAL);
        if (schedule.isPresent() && exponential.isPresent()) {
            throw new InvalidInputException(
                    fields.at("exponential"),
                    "cannot stand beside 'schedule'; leave one of them out, or set it to null");
        }
        var backoff = exponential
                .map(PolicyFields::exponential)
                .or(() -> schedule.map(delays -> fields.within(() -> new Backoff.Listed(delays))))
                .orElse(RetrySchedule.STANDARD.backoff());
        double jitter = fields.number("jitter").orElse(RetrySchedule.STANDARD.jitter());
        boolean retryAfter = fields.bool("retryAfter").orElse(true);
        return fields.within(() -> new RetrySchedule(backoff, jitter, retryAfter));
    }

    private static Backoff exponential(Fields fields) {
        var base = fields.duration("base").orElseThrow(() -> fields.missing("base"));
        double factor = fields.number("factor").orElse(STANDARD_FACTOR);
        var cap = fields.duration("cap").orElse(STANDARD_CAP);
        int count = fields.integer("count").orElseThrow(() -> fields.missing("count"));
        return fields.within(() -> new Backoff.Exponential(base, factor, cap, count));
    }

    private static Optional<StatusSet> statuses(Fields fields, String name) {
        return fields.list(name, StatusSet.MAX_PATTERNS, Fields::text)
                .map(patterns -> Fields.within(fields.at(name), () -> new StatusSet(patterns)));
    }

    private static DailyWindow window(Fields fields) {
        var from = time(fields, "from");
        var to = time(fields, "to");
        var zone = fields.text("zone").map(text -> zone(fields, text)).orElse(STANDARD_ZONE);
        return fields.within(() -> new DailyWindow(from, to, zone));
    }

    private static LocalTime time(Fields fields, String name) {
        var text = fields.requiredText(name);
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException _) {
            throw new InvalidInputException(
                    fields.at(name), "must be a time of the day, 08:00 say: '%s'".formatted(Answers.excerpt(text)));
        }
    }

    private static ZoneId zone(Fields fields, String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException _) {
            throw new InvalidInputException(
                    fields.at("zone"),
                    "must be a time zone, Europe/Berlin or UTC say: '%s'".formatted(Answers.excerpt(text)));
        }
    }
}
