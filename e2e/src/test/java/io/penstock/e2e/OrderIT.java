package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Events with a `partitionkey`, which come through the FIFO queue. What was planned when is in the log of `route`.
class OrderIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVENTS = 15;

    private static Stack stack;
    private static Customer customer;

    @BeforeAll
    static void deploy() throws Exception {
        stack = Stack.shared();
        customer = Customer.fresh();
    }

    @AfterAll
    static void close() throws Exception {
        customer.close();
    }

    /// Publishes events in one request, two of one key to each of another.
    ///
    /// @return those of the first key, in their order
    private static List<String> publish() throws Exception {
        var batch = IntStream.range(0, EVENTS)
                .mapToObj(i -> """
                        {"specversion":"1.0","id":"ordered-%d","source":"/shop","type":"order.ordered","partitionkey":"%s"}""".formatted(i, isFirst(i) ? "one" : "other"))
                .collect(Collectors.joining(",", "[", "]"));
        var accepted = customer.api()
                .publishBatch(batch)
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
        for (var line : Logs.of(stack, "Route")) {
            if (line.contains("\"planned: NEW\"") && line.endsWith("}")) {
                lines.add(JSON.readTree(line));
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
                "all events planned", Customer.PATIENCE, () -> planned(sent), seen -> seen.size() == sent.size());

        assertThat(planned).containsExactlyElementsOf(sent);
        var calls = Files.readString(stack.logs().resolve("calls.jsonl"));
        assertThat(calls.lines().filter(call -> call.contains(stack.function("Ingest")) && call.contains(".fifo")))
                .isNotEmpty();
    }
}
