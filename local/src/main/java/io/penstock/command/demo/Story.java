package io.penstock.command.demo;

import io.penstock.command.client.Json;
import io.penstock.command.terminal.Printable;
import io.penstock.delivery.Attempt;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/// What happens, a line for each step: what, to which event, for which subscription, and the rest.
final class Story {
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";
    private static final String BOLD = "1";
    private static final String DIM = "2";
    private static final int MAX_SHOWN = 200;

    private final PrintWriter out;
    private final boolean colours;

    Story(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /// An event and one of its deliveries, as they are shown.
    ///
    /// @param event `#12`
    /// @param type the event's
    /// @param subscription the delivery's
    record Delivery(String event, String type, String subscription) {}

    void say(String line) {
        out.println(line);
        out.flush();
    }

    void heading(String line) {
        say(paint(BOLD, line));
    }

    /// @param how `published`, or `replayed`
    /// @param found as the API shows it
    void event(String how, String label, Json found) {
        var subscriptions = found.items("deliveries").stream()
                .map(delivery -> delivery.word("subscription"))
                .toList();
        var to = subscriptions.isEmpty() ? "nobody wants it" : "→ " + String.join(", ", subscriptions);
        var what = printable("%-6s %-15s %-26s ".formatted(label, found.word("cloudEvent", "type"), to));
        say(what(BOLD, how) + what + paint(DIM, printable("as " + found.word("event"))));
    }

    void filtered(Delivery delivery, String reason) {
        line(DIM, "filtered", delivery, reason);
    }

    void delivered(Delivery delivery, Attempt attempt, boolean verified) {
        line(GREEN, "delivered", delivery, attempt(attempt, verified));
    }

    void failed(Delivery delivery, Attempt attempt, boolean verified, Duration pause) {
        line(
                YELLOW,
                "failed",
                delivery,
                attempt(attempt, verified)
                        + String.format(Locale.ROOT, "   next attempt in %.1f s", pause.toMillis() / 1_000.0));
    }

    void ended(Delivery delivery, String state, String reason) {
        line(RED, state, delivery, reason);
    }

    private void line(String colour, String what, Delivery delivery, String rest) {
        say(what(colour, what)
                + printable(
                        "%-6s %-15s → %-13s %s".formatted(delivery.event, delivery.type, delivery.subscription, rest)));
    }

    private static String attempt(Attempt attempt, boolean verified) {
        var status = attempt.status();
        return "attempt %d   %s   %4d ms   %s"
                .formatted(
                        attempt.n(),
                        status == null ? "---" : status,
                        attempt.took().toMillis(),
                        verified ? "signature verified" : attempt.reason().orElse("signature not verified"));
    }

    private String what(String colour, String what) {
        return paint(colour, "%-10s".formatted(what));
    }

    private static String printable(String text) {
        return Printable.line(text, MAX_SHOWN);
    }

    private String paint(String colour, String text) {
        return colours ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }
}
