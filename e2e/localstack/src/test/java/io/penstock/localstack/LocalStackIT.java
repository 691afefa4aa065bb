package io.penstock.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalStackIT {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void itsServicesAnswerUntilItIsClosed() throws Exception {
        var localStack = LocalStack.start(Map.of());
        try (localStack) {
            assertThat(call(localStack, "AmazonSQS.CreateQueue", "1.0", "{\"QueueName\": \"orders\"}"))
                    .contains("/000000000000/orders");
            assertThat(call(localStack, "DynamoDB_20120810.ListTables", "1.0", "{}"))
                    .contains("TableNames");
            assertThat(localStack.files().resolve("localstack.log")).exists();
        }
        assertThatThrownBy(() -> call(localStack, "AmazonSQS.ListQueues", "1.0", "{}"))
                .isInstanceOf(ConnectException.class);
        assertThat(localStack.files().resolve("pid")).doesNotExist();
    }

    @Test
    void itsToolsAreInstalled() throws Exception {
        for (var tool : List.of("sam", "cfn-lint")) {
            var process = LocalStack.tool(List.of(tool, "--version")).start();
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .containsPattern("\\d+\\.\\d+");
            assertThat(process.waitFor()).isZero();
        }
    }

    private String call(LocalStack localStack, String target, String version, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(localStack.endpoint())
                .header("X-Amz-Target", target)
                .header("Content-Type", "application/x-amz-json-" + version)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
