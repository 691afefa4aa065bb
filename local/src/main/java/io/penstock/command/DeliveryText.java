package io.penstock.command;

import io.penstock.command.client.Json;
import io.penstock.command.terminal.Printable;
import java.io.PrintWriter;

/// A delivery and its attempts, for people.
final class DeliveryText {
    private static final int SHOWN_RESPONSE = 200;

    private DeliveryText() {}

    static void print(PrintWriter out, RelativeTimes times, Json delivery) {
        var reason = delivery.word("reason");
        var due = delivery.word("due");
        out.printf(
                "%s  %s → %s  %s%s%s%n",
                delivery.word("id"),
                delivery.word("eventType"),
                delivery.word("subscription"),
                delivery.word("state"),
                reason.isEmpty() ? "" : ": " + reason,
                due.isEmpty() ? "" : ", attempt %d %s".formatted(delivery.number("next"), times.ago(due)));
        for (var attempt : delivery.items("attempts")) {
            var status = attempt.word("status");
            out.printf(
                    "  attempt %d  %s  %s  %5d ms  %s%n",
                    attempt.number("n"),
                    attempt.word("startedAt"),
                    status.isEmpty() ? "---" : status,
                    attempt.number("durationMs"),
                    attempt.at("reason").map(Json::word).orElse(attempt.word("outcome")));
            attempt.at("response")
                    .map(Json::word)
                    .map(text -> Printable.line(text, SHOWN_RESPONSE))
                    .ifPresent(text -> out.printf("             answered: %s%n", text));
        }
    }
}
