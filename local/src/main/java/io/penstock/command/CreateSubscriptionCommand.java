package io.penstock.command;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `penstock subscriptions create`.
@Command(
        name = "create",
        description = "Makes a subscription, and shows its secret this once.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock subscriptions create --type 'order.*' --to https://example.com/hooks \\",
            "    --filter '{\"data\":{\"amount\":[{\"numeric\":[\">\",1000]}]}}'",
            "  penstock subscriptions create --id billing --type '*' --to https://example.com/hooks \\",
            "    --header Authorization=@token.txt --retry 5s,1m,1h --timeout 5s",
            "  penstock subscriptions create --type 'order.*' \\",
            "    --to arn:aws:sqs:eu-west-1:123456789012:orders --role arn:aws:iam::123456789012:role/penstock"
        })
final class CreateSubscriptionCommand extends ClientCommand {
    private static final String ARN = "arn:";

    @Option(names = "--id", paramLabel = "ID", description = "What to call it (default: made by the server).")
    private @Nullable String id;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            required = true,
            description = "Which events: a type, a prefix as 'order.*', or '*' for all. May be repeated.")
    private List<String> types = List.of();

    @Option(
            names = "--filter",
            paramLabel = "JSON|@FILE",
            description = "An EventBridge event pattern on the event's JSON form.")
    private @Nullable String filter;

    @Option(
            names = "--to",
            paramLabel = "URL|ARN",
            required = true,
            description =
                    "Where webhooks are sent to; or a queue of SQS, a topic of SNS, a bus of EventBridge, a function"
                            + " of Lambda.")
    private String to = "";

    @Option(
            names = "--role",
            paramLabel = "ARN",
            description = "The role to assume to send to a queue, topic, bus or function.")
    private @Nullable String role;

    @Option(
            names = "--event-source",
            paramLabel = "TEXT",
            description = "The source of a bus's entries (default: the event's).")
    private @Nullable String eventSource;

    @Option(
            names = "--detail-type",
            paramLabel = "TEXT",
            description = "The detail type of a bus's entries (default: the event's type).")
    private @Nullable String detailType;

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE|@FILE",
            description = "A header of each request; a secret one is better in a file. May be repeated.")
    private Map<String, String> headers = Map.of();

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "binary: the data as body, or as a bus's detail, attributes as headers; structured: all in one JSON"
                            + " (default: binary).")
    private @Nullable String mode;

    @Option(
            names = "--retry",
            paramLabel = "DURATION",
            split = ",",
            description =
                    "When to try again, after each failure in turn: 5s,5m,1h (default: nine times in three" + " days).")
    private List<Duration> retries = List.of();

    @Option(names = "--timeout", paramLabel = "DURATION", description = "Of a whole attempt (default: 15s).")
    private @Nullable Duration timeout;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description =
                    "How long after its event a delivery is worth making (default: as long as the event is kept).")
    private @Nullable Duration timeToLive;

    @Option(names = "--delay", paramLabel = "DURATION", description = "Between an event and its first attempt.")
    private @Nullable Duration delay;

    @Option(
            names = "--ordered",
            paramLabel = "block|skip",
            arity = "0..1",
            fallbackValue = "block",
            description =
                    "Events with the same partitionkey one after the other; what one that fails for good does to the"
                            + " next (default: block).")
    private @Nullable String ordered;

    @Option(
            names = "--policy",
            paramLabel = "JSON|@FILE",
            description =
                    "The whole policy as the API has it; the options --retry, --timeout, --ttl, --delay and --ordered change it.")
    private @Nullable String policy;

    @Option(
            names = "--signature",
            paramLabel = "SCHEME",
            description = "v1: HMAC with a shared secret; v1a: ed25519 with a key pair (default: v1).")
    private @Nullable String signature;

    @Override
    int run(ApiClient api) {
        var answer = api.send("POST", "/v1/subscriptions", body());
        if (!printedAsJson(answer)) {
            SubscriptionsCommand.show(this, answer.json());
        }
        return ExitCode.OK;
    }

    private Json body() {
        var environment = connection().environment();
        var destination = new LinkedHashMap<String, Json>();
        destination.put("type", Json.text(type(to)));
        destination.put(to.startsWith(ARN) ? "arn" : "url", Json.text(to));
        put(destination, "roleArn", role);
        put(destination, "source", eventSource);
        put(destination, "detailType", detailType);
        put(destination, "mode", mode);
        if (!headers.isEmpty()) {
            var values = new LinkedHashMap<String, Json>();
            headers.forEach((name, value) -> values.put(name, Json.text(Input.text(environment, value))));
            destination.put("headers", Json.object(values));
        }
        var body = new LinkedHashMap<String, Json>();
        put(body, "id", id);
        body.put("types", Json.texts(types));
        if (filter != null) {
            body.put("filter", Input.json(environment, "--filter", filter));
        }
        body.put("destination", Json.object(destination));
        body.put("policy", policy(environment));
        put(body, "signature", signature);
        return Json.object(body);
    }

    /// The type of the destination that `to` names: what the API calls the service of an ARN, where that differs, or the
    /// service itself, which is for the API to know.
    private static String type(String to) {
        if (!to.startsWith(ARN)) {
            return "webhook";
        }
        var parts = to.split(":", 4);
        var service = parts.length < 3 ? "" : parts[2];
        return service.equals("events") ? "eventbridge" : service;
    }

    private Json policy(Environment environment) {
        var whole = policy == null ? Json.object(Map.of()) : Input.json(environment, "--policy", policy);
        if (!(whole.value() instanceof Map<?, ?>)) {
            throw wrongUsage("--policy must be a JSON object");
        }
        var members = new LinkedHashMap<>(whole.members());
        if (!retries.isEmpty()) {
            var retry = new LinkedHashMap<>(whole.at("retry").map(Json::members).orElse(Map.of()));
            retry.remove("exponential");
            retry.put(
                    "schedule",
                    Json.texts(retries.stream().map(Duration::toString).toList()));
            members.put("retry", Json.object(retry));
        }
        put(members, "timeout", timeout);
        put(members, "ttl", timeToLive);
        put(members, "delay", delay);
        if (ordered != null) {
            members.put(
                    "ordering",
                    Json.object(Map.of("by", Json.text("partitionkey"), "onExhausted", Json.text(ordered))));
        }
        return Json.object(members);
    }

    private static void put(Map<String, Json> members, String name, @Nullable Duration value) {
        put(members, name, value == null ? null : value.toString());
    }

    private static void put(Map<String, Json> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, Json.text(value));
        }
    }
}
