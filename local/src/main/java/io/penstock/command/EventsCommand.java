package io.penstock.command;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock events`.
@Command(
        name = "events",
        description = "Lists events, shows what came of one, erases one, and shows which types were seen.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {
            EventsCommand.ListAll.class,
            EventsCommand.Get.class,
            EventsCommand.Erase.class,
            EventsCommand.Types.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock events list --type order.created --since 1h",
            "  penstock events get evt_161g… --subscription large-orders",
            "  penstock events erase evt_161g…"
        })
final class EventsCommand {
    private static final String NONE = "No events yet. Publish one: penstock publish --type order.created --data '{}'";

    @Command(name = "list", description = "Lists events, newest first.", sortOptions = false)
    static final class ListAll extends ClientCommand {
        @Option(names = "--type", paramLabel = "TYPE", description = "Only those of this type.")
        private String type = "";

        @Option(names = "--source", paramLabel = "SOURCE", description = "Only those of this source.")
        private String source = "";

        @Option(names = "--subject", paramLabel = "SUBJECT", description = "Only those of this subject.")
        private String subject = "";

        @Option(
                names = "--state",
                paramLabel = "STATE",
                description = "Only those that are unmatched, pending, delivered or failed.")
        private String state = "";

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "Accepted then or later: 2026-01-31T09:30:00Z, or 1h for an hour ago.")
        private String since = "";

        @Option(names = "--until", paramLabel = "TIME", description = "Accepted before then.")
        private String until = "";

        @Mixin
        private Pages pages = new Pages();

        @Override
        int run(ApiClient api) {
            var query = new LinkedHashMap<String, String>();
            query.put("type", type);
            query.put("source", source);
            query.put("subject", subject);
            query.put("state", state);
            query.put("since", times().read(since));
            query.put("until", times().read(until));
            var found = pages.get(api, "/v1/events", query);
            var table = new Table("EVENT", "TYPE", "SOURCE", "SUBJECT", "STATE", "MATCHED", "ACCEPTED");
            for (var event : found.items()) {
                table.add(
                        event.word("event"),
                        event.word("type"),
                        event.word("source"),
                        event.word("subject"),
                        event.word("state"),
                        event.word("matched"),
                        ago(event, "acceptedAt"));
            }
            boolean filtered = query.values().stream().anyMatch(value -> !value.isEmpty());
            print(found, table, filtered ? "No such events." : NONE);
            return ExitCode.OK;
        }
    }

    @Command(name = "get", description = "Shows an event, its deliveries and their attempts.", sortOptions = false)
    static final class Get extends ClientCommand {
        private static final int SHOWN_DATA = 1_000;

        @Parameters(paramLabel = "EVENT", description = "Its key, evt_…")
        private String key = "";

        @Option(
                names = "--subscription",
                paramLabel = "ID",
                description = "Says why it went to this subscription, or did not.")
        private String subscription = "";

        @Override
        int run(ApiClient api) {
            Map<String, String> query = subscription.isEmpty() ? Map.of() : Map.of("subscription", subscription);
            var answer = api.get(ApiClient.path("events", key), query);
            if (printedAsJson(answer)) {
                return ExitCode.OK;
            }
            var found = answer.json();
            var event = found.at("cloudEvent").orElse(found);
            var data = event.word("data");
            printFields(
                    "Event", found.word("event"),
                    "Type", event.word("type"),
                    "Source", event.word("source"),
                    "Id", event.word("id"),
                    "Subject", event.word("subject"),
                    "Time", event.word("time"),
                    "Accepted", "%s (%s)".formatted(ago(found, "acceptedAt"), found.word("acceptedAt")),
                    "Erased", found.word("erasedAt"),
                    "State", found.word("state"),
                    "Duplicates", found.number("duplicates") == 0 ? "" : found.word("duplicates"),
                    "Data", data.length() > SHOWN_DATA ? data.substring(0, SHOWN_DATA) + "… (--json shows all)" : data);
            for (var delivery : found.items("deliveries")) {
                out().println();
                DeliveryText.print(out(), times(), delivery);
            }
            found.at("explanation").ifPresent(this::explain);
            return ExitCode.OK;
        }

        private void explain(Json explanation) {
            out().printf(
                            "%n%s %s: %s%n",
                            explanation.isTrue("matched") ? "It went to" : "It did not go to",
                            explanation.word("subscription"),
                            explanation.word("reason"));
        }
    }

    @Command(
            name = "erase",
            description = {
                "Erases what an event says. There is no way back.",
                "Its data goes, its attributes but id, source and type, and what was answered to it; what was not delivered is cancelled. "
                        + "Handed in again, the event is a duplicate."
            },
            sortOptions = false)
    static final class Erase extends ClientCommand {
        @Parameters(paramLabel = "EVENT", description = "Its key, evt_…")
        private String key = "";

        @Override
        int run(ApiClient api) {
            var answer = api.send("DELETE", ApiClient.path("events", key));
            if (!printedAsJson(answer)) {
                out().printf("Erased the event %s%n", key);
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "types", description = "Lists the types of events that were seen.", sortOptions = false)
    static final class Types extends ClientCommand {
        @Mixin
        private Pages pages = new Pages();

        @Override
        int run(ApiClient api) {
            var found = pages.get(api, "/v1/event-types", Map.of());
            var table = new Table("TYPE", "FIRST SEEN");
            for (var type : found.items()) {
                table.add(type.word("type"), ago(type, "firstSeen"));
            }
            print(found, table, NONE);
            return ExitCode.OK;
        }
    }
}
