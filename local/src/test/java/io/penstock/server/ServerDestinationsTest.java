package io.penstock.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerDestinationsTest extends ServerScene {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hooks",
                "ftp://a.example",
                "https://u:p@a.example",
                "https://a.example#x",
                "https://2130706433/",
                "https://10.0.0.1/",
                "https://169.254.169.254/"
            })
    void aUrlThatNoWebhookMayGoToIsRefusedByName(String url) {
        var refused =
                start().send("PUT", "/v1/subscriptions/s", """
                        {"types": ["*"], "destination": {"type": "webhook", "url": "%s"}}""".formatted(url)).expect(400);

        assertThat(refused.json().path("field").asText()).isEqualTo("destination.url");
        assertThat(refused.body()).doesNotContain("u:p");
    }

    @Test
    void aQueueIsADestinationOnceTheOperatorAllowsIt() {
        var client = start();
        var subscription = """
                {"types": ["never"], "destination": {"type": "sqs", "arn": "arn:aws:sqs:eu-west-1:123456789012:orders"}}""";

        var refused = client.send("PUT", "/v1/subscriptions/s", subscription).expect(400);
        assertThat(refused.json().path("field").asText()).isEqualTo("destination.arn");
        var byRole = subscription.replace("\"arn\"", "\"roleArn\": \"arn:aws:iam::123456789012:role/admin\", \"arn\"");
        assertThat(client.send("PUT", "/v1/subscriptions/s", byRole)
                        .expect(400)
                        .json()
                        .path("field")
                        .asText())
                .isEqualTo("destination.roleArn");

        client.send("PUT", "/v1/tenants/" + TestClient.TENANT, """
                        {"name": "Acme", "destinations": ["arn:aws:sqs:*:123456789012:orders*"]}""").expect(200);
        client.send("PUT", "/v1/subscriptions/s", subscription).expect(201);
        stop();
        start();

        assertThat(requireNonNull(this.client)
                        .get("/v1/subscriptions/s")
                        .expect(200)
                        .json()
                        .at("/destination/arn")
                        .asText())
                .isEqualTo("arn:aws:sqs:eu-west-1:123456789012:orders");
        assertThat(requireNonNull(this.client)
                        .get("/v1/tenant")
                        .expect(200)
                        .json()
                        .at("/destinations/0")
                        .asText())
                .isEqualTo("arn:aws:sqs:*:123456789012:orders*");
    }
}
