package io.penstock.command;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `penstock subscriptions`.
@Command(
        name = "subscriptions",
        description = "Lists, makes, tries out and changes subscriptions.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {
            SubscriptionsCommand.ListAll.class,
            SubscriptionsCommand.Get.class,
            CreateSubscriptionCommand.class,
            SubscriptionsCommand.Delete.class,
            SubscriptionsCommand.Pause.class,
            SubscriptionsCommand.Resume.class,
            SubscriptionsCommand.Lanes.class,
            TestSubscriptionCommand.class,
            RotateSecretCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock subscriptions create --id billing --type 'invoice.*' --to https://example.com/hooks",
            "  penstock subscriptions test billing",
            "  penstock subscriptions pause billing"
        })
final class SubscriptionsCommand {
    @Command(
            name = "lanes",
            description = "Lists the lanes that do not go on, and what blocks them.",
            sortOptions = false)
    static final class Lanes extends ClientCommand {
        @Parameters(paramLabel = "SUBSCRIPTION", description = "Its id.")
        private String id = "";

        @Mixin
        private Pages pages = new Pages();

        @Override
        int run(ApiClient api) {
            var found = pages.get(api, ApiClient.path("subscriptions", id, "lanes"), Map.of());
            var table = new Table("PARTITION KEY", "BLOCKER", "STATE", "REASON", "CREATED", "WAITING");
            for (var lane : found.items()) {
                var blocker = lane.at("blocker").orElseThrow();
                table.add(
                        lane.word("partitionkey"),
                        blocker.word("id"),
                        blocker.word("state"),
                        blocker.word("reason"),
                        ago(blocker, "createdAt"),
                        lane.word("waiting"));
            }
            print(found, table, "No lane is blocked.");
            return ExitCode.OK;
        }
    }

    @Command(name = "list", description = "Lists subscriptions.", sortOptions = false)
    static final class ListAll extends ClientCommand {
        @Mixin
        private Pages pages = new Pages();

        @Override
        int run(ApiClient api) {
            var found = pages.get(api, "/v1/subscriptions", Map.of());
            var table = new Table("SUBSCRIPTION", "TYPES", "FILTER", "TO", "STATE", "CHANGED");
            for (var subscription : found.items()) {
                table.add(
                        subscription.word("id"),
                        types(subscription),
                        subscription.at("filter").isPresent() ? "yes" : "",
                        to(subscription),
                        subscription.at("status", "circuit").isPresent()
                                ? "circuit open"
                                : subscription.word("status", "state"),
                        ago(subscription, "updatedAt"));
            }
            print(
                    found,
                    table,
                    "No subscriptions yet. Make one: penstock subscriptions create --type '*' --to https://example.com/hooks");
            return ExitCode.OK;
        }
    }

    @Command(name = "get", description = "Shows a subscription, without what is secret.", sortOptions = false)
    static final class Get extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "What it is called.")
        private String id = "";

        @Override
        int run(ApiClient api) {
            var answer = api.get(ApiClient.path("subscriptions", id));
            if (!printedAsJson(answer)) {
                show(this, answer.json());
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Deletes a subscription; what it has not yet delivered is cancelled.",
            sortOptions = false)
    static final class Delete extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "What it is called.")
        private String id = "";

        @Override
        int run(ApiClient api) {
            var answer = api.send("DELETE", ApiClient.path("subscriptions", id));
            if (!printedAsJson(answer)) {
                out().printf("Deleted the subscription %s%n", id);
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "pause", description = "Lets deliveries wait until it is resumed.", sortOptions = false)
    static final class Pause extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "What it is called.")
        private String id = "";

        @Override
        int run(ApiClient api) {
            var answer = api.send("POST", ApiClient.path("subscriptions", id, "pause"));
            if (!printedAsJson(answer)) {
                out().printf("Paused %s%n", id);
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "resume", description = "Ends a pause, or enables it again.", sortOptions = false)
    static final class Resume extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "What it is called.")
        private String id = "";

        @Override
        int run(ApiClient api) {
            var answer = api.send("POST", ApiClient.path("subscriptions", id, "resume"));
            if (!printedAsJson(answer)) {
                out().printf("Resumed %s%n", id);
            }
            return ExitCode.OK;
        }
    }

    /// Prints a subscription, and its secret if it is there: for the one answer that has it.
    static void show(ClientCommand command, Json subscription) {
        var reason = subscription.word("status", "reason");
        var policy = subscription.at("policy").orElse(Json.object(Map.of()));
        command.printFields(
                "Subscription", subscription.word("id"),
                "Types", types(subscription),
                "Filter", subscription.word("filter"),
                "To", to(subscription),
                "Role", subscription.word("destination", "roleArn"),
                "Source", subscription.word("destination", "source"),
                "Detail type", subscription.word("destination", "detailType"),
                "Headers",
                        String.join(
                                ", ",
                                subscription
                                        .at("destination", "headers")
                                        .map(Json::members)
                                        .orElse(Map.of())
                                        .keySet()),
                "Mode", subscription.word("destination", "mode"),
                "Retries", PolicyText.retries(policy),
                "Timeout", policy.word("timeout"),
                "Success", isSigned(subscription) ? PolicyText.statuses(policy, "success") : "",
                "Final", isSigned(subscription) ? PolicyText.statuses(policy, "final") : "",
                "TTL", policy.word("ttl"),
                "Delay", policy.word("delay"),
                "Window", PolicyText.window(policy),
                "Breaker", PolicyText.circuitBreaker(policy),
                "Disabled after", policy.word("disableAfter"),
                "Ordering", PolicyText.ordering(policy),
                "State", subscription.word("status", "state") + (reason.isEmpty() ? "" : ": " + reason),
                "Failing since", subscription.word("status", "failingSince"),
                "Circuit",
                        subscription
                                .at("status", "circuit")
                                .map(circuit -> "open since %s, tried at %s: %s"
                                        .formatted(
                                                circuit.word("openedAt"),
                                                circuit.word("retryAt"),
                                                circuit.word("reason")))
                                .orElse(""),
                "Signature", isSigned(subscription) ? subscription.word("signature") : "",
                "Public key", isSigned(subscription) ? subscription.word("publicKey") : "",
                "Created", command.ago(subscription, "createdAt"),
                "Changed", command.ago(subscription, "updatedAt"));
        subscription
                .at("secret")
                .filter(_ -> isSigned(subscription))
                .ifPresent(secret -> command.out()
                        .printf(
                                "%nIts secret, shown this once, for the receiver to verify signatures with:%n%n%s%n",
                                secret.word()));
    }

    /// Where it delivers to: a webhook's URL, or the ARN of anything else.
    private static String to(Json subscription) {
        return subscription.word("destination", isSigned(subscription) ? "url" : "arn");
    }

    /// Only what a webhook's receiver gets is signed.
    private static boolean isSigned(Json subscription) {
        return subscription.word("destination", "type").equals("webhook");
    }

    private static String types(Json subscription) {
        return subscription.items("types").stream().map(Json::word).collect(Collectors.joining(", "));
    }
}
