package io.penstock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.regions.Region;

class AwsClientsTest {
    private static final Map<String, String> FUNCTION = Map.of(
            "AWS_REGION", "eu-central-1",
            "AWS_ACCESS_KEY_ID", "id",
            "AWS_SECRET_ACCESS_KEY", "secret",
            "AWS_SESSION_TOKEN", "token");

    private static Environment with(String... more) {
        var variables = new HashMap<>(FUNCTION);
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return new Environment(variables);
    }

    private static URI endpoint(SdkServiceClientConfiguration configuration) {
        return configuration.endpointOverride().orElseThrow();
    }

    @Test
    void aClientHasWhatTheEnvironmentOfAFunctionSays() {
        try (var clients = new AwsClients(with())) {
            var configuration = clients.dynamoDb().serviceClientConfiguration();

            assertThat(configuration.region()).isEqualTo(Region.EU_CENTRAL_1);
            assertThat(configuration.credentialsProvider().resolveIdentity().join())
                    .isEqualTo(AwsSessionCredentials.create("id", "secret", "token"));
            assertThat(configuration.endpointOverride()).isEmpty();
        }
    }

    @Test
    void nothingIsTriedAgainButByRetries() {
        try (var clients = new AwsClients(with())) {
            assertThat(clients.sqs()
                            .serviceClientConfiguration()
                            .overrideConfiguration()
                            .retryStrategy()
                            .orElseThrow()
                            .maxAttempts())
                    .isEqualTo(1);
        }
    }

    @Test
    void aClientIsMadeOnce() {
        try (var clients = new AwsClients(with())) {
            assertThat(clients.sqs()).isSameAs(clients.sqs());
            assertThat(clients.kms()).isSameAs(clients.kms());
        }
    }

    @Test
    void aStandInIsAskedWhereThereIsOne() {
        try (var clients = new AwsClients(
                with("AWS_ENDPOINT_URL", "http://127.0.0.1:4566", "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000"))) {
            assertThat(endpoint(clients.sqs().serviceClientConfiguration()))
                    .isEqualTo(URI.create("http://127.0.0.1:4566"));
            assertThat(endpoint(clients.s3().serviceClientConfiguration()))
                    .isEqualTo(URI.create("http://127.0.0.1:9000"));
        }
    }

    @Test
    void withSnapStartCredentialsComeFromWhereTheEnvironmentSays() {
        var environment = new Environment(
                Map.of("AWS_REGION", "eu-central-1", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:2772/v1"));
        try (var clients = new AwsClients(environment)) {
            assertThat(clients.dynamoDb().serviceClientConfiguration().credentialsProvider())
                    .isInstanceOf(ContainerCredentialsProvider.class);
        }
    }

    @Test
    void whatIsMissingIsSaidWhenAClientIsAskedFor() {
        try (var clients = new AwsClients(new Environment(Map.of("AWS_REGION", "eu-central-1")))) {
            assertThatIllegalStateException().isThrownBy(clients::dynamoDb).withMessageContaining("AWS_ACCESS_KEY_ID");
        }
    }
}
