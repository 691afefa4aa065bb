package io.penstock.command;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock subscriptions rotate-secret`.
@Command(
        name = "rotate-secret",
        description =
                "Gives a subscription a new secret, and shows it this once. Both are signed with for a while, so that"
                        + " the receiver can change over.",
        sortOptions = false)
final class RotateSecretCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "What it is called.")
    private String id = "";

    @Option(
            names = "--overlap",
            paramLabel = "DURATION",
            description = "How long the present secret stays in force (default: the server's).")
    private @Nullable Duration overlap;

    @Option(names = "--signature", paramLabel = "SCHEME", description = "v1 or v1a (default: as it is).")
    private @Nullable String signature;

    @Override
    int run(ApiClient api) {
        var body = new LinkedHashMap<String, Json>();
        if (overlap != null) {
            body.put("overlap", Json.text(overlap.toString()));
        }
        if (signature != null) {
            body.put("signature", Json.text(signature));
        }
        var answer = api.send("POST", ApiClient.path("subscriptions", id, "rotate-secret"), Json.object(body));
        if (!printedAsJson(answer)) {
            SubscriptionsCommand.show(this, answer.json());
        }
        return ExitCode.OK;
    }
}
