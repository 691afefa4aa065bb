package io.penstock.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What AWS sends is read.
class SamplesTest {
    private static InputStream sample(String name) throws IOException {
        return Files.newInputStream(Path.of("../../events/lambda", name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest-function-url.json", "ingest-http-api.json"})
    void requestsOfBothFrontDoors(String name) throws Exception {
        try (var in = sample(name)) {
            var request = FunctionHttp.read(in);

            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/v1/events");
            assertThat(request.headers().first("Authorization")).contains("Bearer psk_example");
            assertThat(new String(request.body(), StandardCharsets.UTF_8)).contains("\"amount\":1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingress-sqs.json", "ingress-eventbridge.json"})
    void batchesOfMessages(String name) throws Exception {
        try (var in = sample(name)) {
            assertThat(QueueBatch.read(in)).hasSize(1);
        }
    }

    @Test
    void theTenantThatAMessageNames() throws Exception {
        try (var in = sample("ingress-sqs.json")) {
            assertThat(QueueBatch.read(in).getFirst().attributes()).containsEntry("penstock-tenant", "acme");
        }
    }
}
