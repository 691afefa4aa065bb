package io.penstock.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What AWS sends is read.
class SamplesTest {
    private static final Pattern CODE = Pattern.compile("CodeUri: functions/(\\w+)/target/");

    private static InputStream sample(String name) throws IOException {
        return Files.newInputStream(Path.of("../../events", name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest-function-url.json", "ingest-http.json"})
    void requestsOfBothFrontDoors(String name) throws Exception {
        try (var in = sample(name)) {
            var request = FunctionHttp.read(in);

            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/v1/events");
            assertThat(request.headers().first("Authorization"))
                    .hasValueSatisfying(key -> assertThat(key).startsWith("Bearer psk_"));
            assertThat(new String(request.body(), StandardCharsets.UTF_8)).contains("\"amount\":1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ingress-sqs.json",
                "ingress-eventbridge.json",
                "route-sqs.json",
                "route-fifo.json",
                "deliver-sqs.json",
                "watch-sqs.json"
            })
    void batchesOfMessages(String name) throws Exception {
        try (var in = sample(name)) {
            assertThat(QueueBatch.read(in))
                    .isNotEmpty()
                    .allSatisfy(message -> assertThat(message.isOrdered()).isEqualTo(name.contains("fifo")));
        }
    }

    @Test
    void everyFunctionHasSamplesAndEverySampleAFunction() throws Exception {
        var functions = CODE.matcher(Files.readString(Path.of("../../template.yaml")))
                .results()
                .map(found -> found.group(1))
                .toList();
        try (var files = Files.newDirectoryStream(Path.of("../../events"), "*.json")) {
            var sampled = new TreeSet<String>();
            files.forEach(file -> sampled.add(file.getFileName().toString().replaceFirst("-.*", "")));
            assertThat(sampled).containsExactlyInAnyOrderElementsOf(functions);
        }
    }

    @Test
    void theTenantThatAMessageNames() throws Exception {
        try (var in = sample("ingress-sqs.json")) {
            assertThat(QueueBatch.read(in).getFirst().attributes()).containsEntry("penstock-tenant", "acme");
        }
    }
}
