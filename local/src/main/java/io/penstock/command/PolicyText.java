package io.penstock.command;

import io.penstock.command.client.Json;
import java.util.List;
import java.util.stream.Collectors;

/// A policy in words.
final class PolicyText {
    private PolicyText() {}

    /// Its schedule.
    static String retries(Json policy) {
        var exponential = policy.at("retry", "exponential");
        return exponential
                .map(grows -> "%s times: after %s, then %s times as long each time, at most %s"
                        .formatted(grows.word("count"), grows.word("base"), grows.word("factor"), grows.word("cap")))
                .orElseGet(() -> words(policy.items("retry", "schedule")));
    }

    /// The statuses that are a success, or final.
    static String statuses(Json policy, String name) {
        return words(policy.items(name));
    }

    /// The window of the day, empty if there is none.
    static String window(Json policy) {
        return policy.at("window")
                .map(window -> "%s to %s, %s".formatted(window.word("from"), window.word("to"), window.word("zone")))
                .orElse("");
    }

    /// When its circuit opens.
    static String circuitBreaker(Json policy) {
        return policy.at("circuitBreaker")
                .map(breaker -> breaker.word("enabled").equals("false")
                        ? "off"
                        : "opens if %s of %s or more attempts in %s fail; tried after %s"
                                .formatted(
                                        breaker.word("failureRate"),
                                        breaker.word("attempts"),
                                        breaker.word("window"),
                                        breaker.word("pause")))
                .orElse("");
    }

    /// What follows on what, empty if nothing does.
    static String ordering(Json policy) {
        return policy.at("ordering")
                .map(ordering -> "by %s; %s after one that is exhausted"
                        .formatted(ordering.word("by"), ordering.word("onExhausted")))
                .orElse("");
    }

    private static String words(List<Json> items) {
        return items.stream().map(Json::word).collect(Collectors.joining(", "));
    }
}
