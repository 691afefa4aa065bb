package io.penstock.command;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock replay`.
@Command(
        name = "replay",
        description = "Begins many deliveries of a subscription again.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {
            ReplayCommand.Start.class,
            ReplayCommand.ListAll.class,
            ReplayCommand.Get.class,
            ReplayCommand.Cancel.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock replay start --subscription billing --failed-since 3d",
            "  penstock replay start --subscription search --since 7d --type 'order.*' --dry-run",
            "  penstock replay get rpl_31x0… --wait"
        })
final class ReplayCommand {
    private static final Duration PAUSE = Duration.ofMillis(250);

    @Command(
            name = "start",
            description = "Starts a replay, which goes on by itself.",
            sortOptions = false,
            footerHeading = "%nWhich events:%n",
            footer = "  One of --since, --failed-since and --event says which.")
    static final class Start extends ClientCommand {
        @Option(
                names = "--id",
                paramLabel = "ID",
                description = "What to call it: to start it again is harmless then (default: made by the server).")
        private @Nullable String id;

        @Option(names = "--subscription", paramLabel = "ID", required = true, description = "For which subscription.")
        private String subscription = "";

        @Option(
                names = "--failed-since",
                paramLabel = "TIME|AGE",
                description = "What was accepted since then and has ended without success.")
        private @Nullable String failedSince;

        @Option(
                names = "--since",
                paramLabel = "TIME|AGE",
                description = "What was accepted since then and the subscription wants now.")
        private @Nullable String since;

        @Option(names = "--until", paramLabel = "TIME|AGE", description = "With --since: accepted before then.")
        private @Nullable String until;

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                description = "With --since: only these, as in a subscription. May be repeated.")
        private List<String> types = List.of();

        @Option(names = "--source", paramLabel = "SOURCE", description = "With --since: only of this source.")
        private @Nullable String source;

        @Option(
                names = "--filter",
                paramLabel = "JSON|@FILE",
                description = "With --since: an EventBridge event pattern on the event's JSON form.")
        private @Nullable String filter;

        @Option(names = "--event", paramLabel = "EVENT", description = "This event, evt_… May be repeated.")
        private List<String> events = List.of();

        @Option(names = "--again", description = "Also what was delivered, or is on its way.")
        private boolean again;

        @Option(names = "--rate", paramLabel = "N", description = "Deliveries begun in a second (default: 100).")
        private @Nullable Long rate;

        @Option(names = "--dry-run", description = "Counts what it would do, and waits for that.")
        private boolean dryRun;

        @Option(names = "--wait", description = "Waits until it has ended, and says how far it has come.")
        private boolean wait;

        @Override
        int run(ApiClient api) throws InterruptedException {
            var answer = api.send("POST", "/v1/replays", body());
            return wait || dryRun ? await(this, api, answer) : show(this, answer);
        }

        private Json body() {
            var body = new LinkedHashMap<String, Json>();
            put(body, "id", id);
            put(body, "subscription", subscription);
            put(body, "failedSince", failedSince == null ? null : times().read(failedSince));
            put(body, "since", since == null ? null : times().read(since));
            put(body, "until", until == null ? null : times().read(until));
            put(body, "source", source);
            if (!types.isEmpty()) {
                body.put("types", Json.texts(types));
            }
            if (filter != null) {
                body.put("filter", Input.json(connection().environment(), "--filter", filter));
            }
            if (!events.isEmpty()) {
                body.put("events", Json.texts(events));
            }
            put(body, "mode", again ? "again" : null);
            if (rate != null) {
                body.put("rate", Json.literal(rate.toString()));
            }
            if (dryRun) {
                body.put("dryRun", Json.literal("true"));
            }
            return Json.object(body);
        }

        private static void put(Map<String, Json> body, String name, @Nullable String text) {
            if (text != null) {
                body.put(name, Json.text(text));
            }
        }
    }

    @Command(name = "list", description = "Lists replays, newest first.", sortOptions = false)
    static final class ListAll extends ClientCommand {
        @Mixin
        private Pages pages = new Pages();

        @Override
        int run(ApiClient api) {
            var found = pages.get(api, "/v1/replays", Map.of());
            var table = new Table("REPLAY", "SUBSCRIPTION", "STATE", "LOOKED AT", "SENT", "STARTED");
            for (var replay : found.items()) {
                table.add(
                        replay.word("id"),
                        replay.word("subscription"),
                        replay.word("state"),
                        replay.word("looked"),
                        sent(replay),
                        ago(replay, "startedAt"));
            }
            print(found, table, "No replays.");
            return ExitCode.OK;
        }
    }

    @Command(name = "get", description = "Shows how far a replay has come.", sortOptions = false)
    static final class Get extends ClientCommand {
        @Parameters(paramLabel = "REPLAY", description = "Its id.")
        private String id = "";

        @Option(names = "--wait", description = "Waits until it has ended, and says how far it has come.")
        private boolean wait;

        @Override
        int run(ApiClient api) throws InterruptedException {
            var answer = api.get(ApiClient.path("replays", id));
            return wait ? await(this, api, answer) : show(this, answer);
        }
    }

    @Command(name = "cancel", description = "Stops a replay. What it has begun goes its way.", sortOptions = false)
    static final class Cancel extends ClientCommand {
        @Parameters(paramLabel = "REPLAY", description = "Its id.")
        private String id = "";

        @Override
        int run(ApiClient api) {
            return show(this, api.send("POST", ApiClient.path("replays", id, "cancel")));
        }
    }

    /// Asks until it has ended; a line for each time that something has changed.
    private static int await(ClientCommand command, ApiClient api, ApiClient.Answer first) throws InterruptedException {
        var path = ApiClient.path("replays", first.json().word("id"));
        var answer = first;
        var before = "";
        while (answer.json().word("state").equals("running")) {
            var line = line(answer.json());
            if (!line.equals(before)) {
                command.progress(line);
                before = line;
            }
            Thread.sleep(PAUSE);
            answer = api.get(path);
        }
        show(command, answer);
        return answer.json().word("state").equals("finished") ? ExitCode.OK : ExitCode.NO;
    }

    private static String line(Json replay) {
        var reached = replay.word("reached");
        return "%s looked at, %s%s"
                .formatted(replay.word("looked"), sent(replay), reached.isEmpty() ? "" : ", back to " + reached);
    }

    private static String sent(Json replay) {
        return replay.word("sent") + (replay.isTrue("dryRun") ? " to be sent" : " sent");
    }

    private static int show(ClientCommand command, ApiClient.Answer answer) {
        if (command.printedAsJson(answer)) {
            return ExitCode.OK;
        }
        var replay = answer.json();
        command.printFields(
                "Replay",
                replay.word("id"),
                "Subscription",
                replay.word("subscription"),
                "State",
                replay.word("state"),
                "Reason",
                replay.word("reason"),
                "Looked at",
                replay.word("looked"),
                replay.isTrue("dryRun") ? "Would send" : "Sent",
                replay.word("sent"),
                "Delivered",
                skipped(replay, "delivered"),
                "Unfinished",
                skipped(replay, "unfinished"),
                "By a newer",
                skipped(replay, "newer"),
                "Not wanted",
                skipped(replay, "unwanted"),
                "Not there",
                skipped(replay, "gone"));
        return ExitCode.OK;
    }

    /// How many it has left alone; empty for none.
    private static String skipped(Json replay, String reason) {
        long count = replay.number("skipped", reason);
        return count == 0 ? "" : count + " left alone";
    }
}
