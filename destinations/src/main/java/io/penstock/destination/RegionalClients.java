package io.penstock.destination;

import io.penstock.subscription.Policy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/// Clients that are made when a region is first sent to. They have one HTTP client and one timer in common, and try nothing
/// again: when that is done is for a subscription's schedule to say.
final class RegionalClients implements Clients {
    /// Most regions that a service has clients for. There are fewer, but an ARN may name what is none.
    private static final int MAX_REGIONS = 50;

    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

    private final AwsCredentialsProvider own;
    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .connectionTimeout(CONNECTION_TIMEOUT)
            .socketTimeout(Policy.MAX_TIMEOUT)
            .build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("aws-timeouts").factory());
    private final Map<String, SqsClient> queues = new ConcurrentHashMap<>();
    private final Map<String, SnsClient> topics = new ConcurrentHashMap<>();
    private final Map<String, EventBridgeClient> buses = new ConcurrentHashMap<>();
    private final Map<String, LambdaClient> functions = new ConcurrentHashMap<>();
    private final Map<String, StsClient> roles = new ConcurrentHashMap<>();

    RegionalClients(AwsCredentialsProvider own) {
        this.own = own;
    }

    @Override
    public SqsClient queues(String region) {
        return client(queues, region, name -> build(SqsClient.builder(), name));
    }

    @Override
    public SnsClient topics(String region) {
        return client(topics, region, name -> build(SnsClient.builder(), name));
    }

    @Override
    public EventBridgeClient buses(String region) {
        return client(buses, region, name -> build(EventBridgeClient.builder(), name));
    }

    @Override
    public LambdaClient functions(String region) {
        return client(functions, region, name -> build(LambdaClient.builder(), name));
    }

    @Override
    public StsClient roles(String region) {
        return client(roles, region, name -> build(StsClient.builder(), name));
    }

    /// What is dropped here holds nothing of its own that would have to be closed.
    private static <C> C client(Map<String, C> clients, String region, Function<String, C> making) {
        if (clients.size() >= MAX_REGIONS && !clients.containsKey(region)) {
            clients.clear();
        }
        return clients.computeIfAbsent(region, making);
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(B builder, String region) {
        return builder.httpClient(http)
                .region(Region.of(region))
                .credentialsProvider(own)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .scheduledExecutorService(timer)
                        .build())
                .build();
    }

    @Override
    public void close() {
        http.close();
        timer.shutdownNow();
    }
}
