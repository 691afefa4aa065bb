package io.penstock.command;

import io.penstock.command.client.ApiClient;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock deliveries`.
@Command(
        name = "deliveries",
        description = "Lists deliveries, shows their attempts, begins them again, and gives them up.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {
            DeliveriesCommand.ListAll.class,
            DeliveriesCommand.Get.class,
            DeliveriesCommand.Retry.class,
            DeliveriesCommand.Skip.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock deliveries list --state exhausted --subscription billing",
            "  penstock deliveries retry dlv_31x0…"
        })
final class DeliveriesCommand {
    @Command(name = "list", description = "Lists deliveries, newest first.", sortOptions = false)
    static final class ListAll extends ClientCommand {
        @Option(names = "--subscription", paramLabel = "ID", description = "Only those of this subscription.")
        private String subscription = "";

        @Option(
                names = "--state",
                paramLabel = "STATE",
                description =
                        "Only those that are waiting, parked, delivered, exhausted, refused, expired, cancelled or skipped.")
        private String state = "";

        @Mixin
        private Pages pages = new Pages();

        @Override
        int run(ApiClient api) {
            var found = pages.get(api, "/v1/deliveries", Map.of("subscription", subscription, "state", state));
            var table = new Table("DELIVERY", "TYPE", "SUBSCRIPTION", "STATE", "REASON", "CREATED", "DUE");
            for (var delivery : found.items()) {
                table.add(
                        delivery.word("id"),
                        delivery.word("eventType"),
                        delivery.word("subscription"),
                        delivery.word("state"),
                        delivery.word("reason"),
                        ago(delivery, "createdAt"),
                        ago(delivery, "due"));
            }
            print(found, table, "No such deliveries.");
            return ExitCode.OK;
        }
    }

    @Command(name = "get", description = "Shows a delivery with its attempts.", sortOptions = false)
    static final class Get extends ClientCommand {
        @Parameters(paramLabel = "DELIVERY", description = "Its id, dlv_…")
        private String id = "";

        @Override
        int run(ApiClient api) {
            var answer = api.get(ApiClient.path("deliveries", id));
            if (!printedAsJson(answer)) {
                DeliveryText.print(out(), times(), answer.json());
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "retry", description = "Begins a delivery again that has ended.", sortOptions = false)
    static final class Retry extends ClientCommand {
        @Parameters(paramLabel = "DELIVERY", description = "Its id, dlv_…")
        private String id = "";

        @Override
        int run(ApiClient api) {
            var answer = api.send("POST", ApiClient.path("deliveries", id, "retry"));
            if (!printedAsJson(answer)) {
                out().printf("Begun again: run %d of %s%n", answer.json().number("run"), id);
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "skip",
            description = "Gives a delivery up, so that those which wait behind it go on.",
            sortOptions = false)
    static final class Skip extends ClientCommand {
        @Parameters(paramLabel = "DELIVERY", description = "Its id, dlv_…")
        private String id = "";

        @Override
        int run(ApiClient api) {
            var answer = api.send("POST", ApiClient.path("deliveries", id, "skip"));
            if (!printedAsJson(answer)) {
                out().printf("Skipped: %s%n", id);
            }
            return ExitCode.OK;
        }
    }
}
