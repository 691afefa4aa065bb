package io.penstock.command;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock subscriptions test`.
@Command(
        name = "test",
        description =
                "Sends a subscription a test event, and says what came of the first attempt. Ends with 1 if it failed.",
        sortOptions = false)
final class TestSubscriptionCommand extends ClientCommand {
    private static final Duration PAUSE = Duration.ofMillis(100);

    @Parameters(paramLabel = "ID", description = "What it is called.")
    private String id = "";

    @Option(names = "--data", paramLabel = "JSON|@FILE", description = "The event's data.")
    private @Nullable String data;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "20s",
            description = "How long to wait for the attempt (default: ${DEFAULT-VALUE}).")
    private Duration wait = Duration.ZERO;

    @Override
    int run(ApiClient api) throws InterruptedException {
        var path = ApiClient.path("subscriptions", id, "test");
        var sent = data == null
                ? api.send("POST", path)
                : api.send(
                        "POST",
                        path,
                        Json.object(Map.of("data", Input.json(connection().environment(), "--data", data))));
        var delivery = ApiClient.path("deliveries", sent.json().word("delivery"));
        long end = System.nanoTime() + wait.toNanos();
        var answer = api.get(delivery);
        while (isUnderWay(answer.json()) && System.nanoTime() < end) {
            Thread.sleep(PAUSE);
            answer = api.get(delivery);
        }
        if (!printedAsJson(answer)) {
            DeliveryText.print(out(), times(), answer.json());
        }
        return answer.json().word("state").equals("delivered") ? ExitCode.OK : ExitCode.NO;
    }

    private static boolean isUnderWay(Json delivery) {
        return delivery.word("state").equals("waiting")
                && delivery.items("attempts").isEmpty();
    }
}
