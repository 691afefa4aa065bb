package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Events with a `partitionkey`, which come through the FIFO queue. What was planned when is in the log of `route`.
class OrderIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int EVENTS = 15;

    private static Stack stack;
    private static ApiClient tenant;

    @BeforeAll
    static void deploy() throws Exception {
        stack = Stack.shared();
        tenant = new ApiClient(stack, Map.of("Authorization", "Bearer " + stack.operatorKey())).tenant("order");
    }

    /// Publishes events in one request, two of one key to each of another.
    ///
    /// @return those of the first key, in their order
    private static List<String> publish() throws Exception {
        var batch = IntStream.range(0, EVENTS)
                .mapToObj(i -> """
                        {"specversion":"1.0","id":"ordered-%d","source":"/shop","type":"order.ordered","partitionkey":"%s"}""".formatted(i, isFirst(i) ? "one" : "other"))
                .collect(Collectors.joining(",", "[", "]"));
        var accepted = tenant.call("POST", "/v1/events", "application/cloudevents-batch+json", batch)
                .is(202)
                .json()
                .get("accepted")
                .findValuesAsText("event");
        return IntStream.range(0, EVENTS)
                .filter(OrderIT::isFirst)
                .mapToObj(accepted::get)
                .toList();
    }

    private static boolean isFirst(int i) {
        return i % 3 != 2;
    }

    private static List<String> planned(List<String> of) throws IOException {
        var lines = new ArrayList<JsonNode>();
        var logs = stack.localStack().files().resolve("logs");
        try (var functions = Files.newDirectoryStream(logs, "*-Route-*")) {
            for (var function : functions) {
                try (var files = Files.newDirectoryStream(function, "*.log")) {
                    for (var file : files) {
                        for (var line : Files.readAllLines(file)) {
                            if (line.contains("\"planned: NEW\"")) {
                                lines.add(JSON.readTree(line));
                            }
                        }
                    }
                }
            }
        }
        return lines.stream()
                .sorted(Comparator.comparing(line -> line.get("timestamp").asText()))
                .map(line -> line.get("event").asText())
                .filter(of::contains)
                .toList();
    }

    @Test
    void eventsOfAKeyArePlannedInTheOrderThatTheyWereSentIn() throws Exception {
        var sent = publish();

        var planned = Eventually.see(
                "all events planned", PATIENCE, () -> planned(sent), seen -> seen.size() == sent.size());

        assertThat(planned).containsExactlyElementsOf(sent);
        var calls = Files.readString(stack.localStack().files().resolve("logs/calls.jsonl"));
        assertThat(calls.lines().filter(call -> call.contains("-Ingest-") && call.contains(".fifo")))
                .isNotEmpty();
    }
}
