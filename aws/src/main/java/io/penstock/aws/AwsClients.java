package io.penstock.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The clients of AWS's services that a function uses, each made when it is asked for first: a cold start pays for what
/// it needs. They share one HTTP client, and retry nothing themselves ([Retries] does). Safe for use by many threads.
///
/// Everything is taken from the environment that Lambda gives: `AWS_REGION`; the credentials in `AWS_ACCESS_KEY_ID`,
/// `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, or where `AWS_CONTAINER_CREDENTIALS_FULL_URI` has them (SnapStart);
/// and, for a stand-in, `AWS_ENDPOINT_URL` or `AWS_ENDPOINT_URL_S3` and the like. No profile file is read, and no
/// metadata service asked.
public final class AwsClients implements AutoCloseable {
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(10);

    /// How many idle connections the JDK keeps for each host. Its own number is 5: more calls than that at once would
    /// open connections, and shake hands, again and again.
    private static final String IDLE_CONNECTIONS = "50";

    private final Environment environment;
    private final Lazy<SdkHttpClient> http = new Lazy<>(AwsClients::httpClient);
    private final Lazy<AwsCredentialsProvider> credentials;
    private final @Nullable ExecutionInterceptor interceptor;

    // Whoever makes these clients loads none of their classes: a function's zip has those only that it needs.
    private final Lazy<SdkClient> dynamoDb =
            new Lazy<>(() -> configure("DYNAMODB", DynamoDbClient.builder()).build());
    private final Lazy<SdkClient> sqs =
            new Lazy<>(() -> configure("SQS", SqsClient.builder()).build());
    private final Lazy<SdkClient> s3 = new Lazy<>(this::makeS3);
    private final Lazy<SdkClient> kms =
            new Lazy<>(() -> configure("KMS", KmsClient.builder()).build());
    private final Lazy<SdkClient> secretsManager = new Lazy<>(
            () -> configure("SECRETS_MANAGER", SecretsManagerClient.builder()).build());

    public AwsClients(Environment environment) {
        this(environment, null);
    }

    /// @param interceptor of every request, for tests that count them
    AwsClients(Environment environment, @Nullable ExecutionInterceptor interceptor) {
        this.environment = environment;
        this.interceptor = interceptor;
        credentials = new Lazy<>(() -> credentials(environment));
    }

    public DynamoDbClient dynamoDb() {
        return (DynamoDbClient) dynamoDb.get();
    }

    public SqsClient sqs() {
        return (SqsClient) sqs.get();
    }

    public S3Client s3() {
        return (S3Client) s3.get();
    }

    public KmsClient kms() {
        return (KmsClient) kms.get();
    }

    public SecretsManagerClient secretsManager() {
        return (SecretsManagerClient) secretsManager.get();
    }

    private SdkClient makeS3() {
        // A stand-in's buckets have no host names of their own.
        return configure("S3", S3Client.builder())
                .forcePathStyle(endpoint("S3").isPresent())
                .build();
    }

    /// `builder` with what all clients share.
    ///
    /// @param service as its own variable for an endpoint names it
    <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configure(String service, B builder) {
        var override = ClientOverrideConfiguration.builder()
                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                .defaultProfileFile(ProfileFile.aggregator().build());
        if (interceptor != null) {
            override.addExecutionInterceptor(interceptor);
        }
        builder.httpClient(http.get())
                .region(Region.of(environment.text("AWS_REGION")))
                .credentialsProvider(credentials.get())
                .overrideConfiguration(override.build());
        endpoint(service).ifPresent(builder::endpointOverride);
        return builder;
    }

    private Optional<URI> endpoint(String service) {
        var own = "AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT);
        return environment
                .find(own)
                .map(_ -> environment.url(own))
                .or(() -> environment.find("AWS_ENDPOINT_URL").map(_ -> environment.url("AWS_ENDPOINT_URL")));
    }

    private static AwsCredentialsProvider credentials(Environment environment) {
        if (environment.find("AWS_CONTAINER_CREDENTIALS_FULL_URI").isPresent()) {
            return ContainerCredentialsProvider.builder().build();
        }
        var id = environment.text("AWS_ACCESS_KEY_ID");
        var key = environment.text("AWS_SECRET_ACCESS_KEY");
        return StaticCredentialsProvider.create(environment
                .find("AWS_SESSION_TOKEN")
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, key, token))
                .orElseGet(() -> AwsBasicCredentials.create(id, key)));
    }

    private static SdkHttpClient httpClient() {
        if (System.getProperty("http.maxConnections") == null) {
            System.setProperty("http.maxConnections", IDLE_CONNECTIONS);
        }
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECTION_TIMEOUT)
                .socketTimeout(SOCKET_TIMEOUT)
                .build();
    }

    @Override
    public void close() {
        http.get().close();
    }
}
