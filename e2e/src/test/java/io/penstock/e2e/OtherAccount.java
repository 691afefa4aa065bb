package io.penstock.e2e;

import static java.util.Objects.requireNonNull;

import io.penstock.localstack.LocalStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/// An account that is not the one that the stack is in, with what deliveries can be made to. LocalStack takes twelve digits
/// that are given as the id of an access key for the account.
final class OtherAccount implements AutoCloseable {
    static final String ID = "111111111111";

    private final LocalStack localStack;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final SqsClient sqs;
    private final SnsClient sns;
    private final EventBridgeClient events;
    private final LambdaClient functions;

    OtherAccount(LocalStack localStack) {
        this.localStack = localStack;
        sqs = client(SqsClient.builder());
        sns = client(SnsClient.builder());
        events = client(EventBridgeClient.builder());
        functions = client(LambdaClient.builder());
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return builder.httpClient(http)
                .endpointOverride(localStack.endpoint())
                .region(Region.of(LocalStack.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(ID, "test")))
                .build();
    }

    static String arn(String service, String resource) {
        return "arn:aws:%s:%s:%s:%s".formatted(service, LocalStack.REGION, ID, resource);
    }

    /// The ARN of a role of this account, which need not be there: nobody looks here.
    static String role(String name) {
        return "arn:aws:iam::%s:role/%s".formatted(ID, name);
    }

    /// The ARN of a new queue.
    String queue(String name) {
        sqs.createQueue(request -> request.queueName(name));
        return arn("sqs", name);
    }

    /// The ARN of a new topic that hands on to the queue `queue` what comes.
    String topic(String name, String queue) {
        var arn = sns.createTopic(request -> request.name(name)).topicArn();
        sns.subscribe(request ->
                request.topicArn(arn).protocol("sqs").endpoint(queue).attributes(Map.of("RawMessageDelivery", "true")));
        return arn;
    }

    /// The ARN of a new bus with a rule that hands on to the queue `queue` what has the source `source`.
    String bus(String name, String source, String queue) {
        var arn = events.createEventBus(request -> request.name(name)).eventBusArn();
        events.putRule(request ->
                request.name(name).eventBusName(name).eventPattern("{\"source\":[\"%s\"]}".formatted(source)));
        events.putTargets(request -> request.rule(name)
                .eventBusName(name)
                .targets(Target.builder().id("queue").arn(queue).build()));
        return arn;
    }

    /// The ARN of a new function, a [RecordingFunction].
    String function(String name) throws Exception {
        functions.createFunction(request -> request.functionName(name)
                .runtime("java25")
                .handler(RecordingFunction.class.getName() + "::handle")
                .role(role(name))
                .memorySize(128)
                .timeout(30)
                .code(code -> code.zipFile(SdkBytes.fromByteArray(zip()))));
        Eventually.see(
                "function " + name + " is active",
                Customer.PATIENCE,
                () -> functions
                        .getFunction(request -> request.functionName(name))
                        .configuration()
                        .state(),
                State.ACTIVE::equals);
        return arn("lambda", "function:" + name);
    }

    private static byte[] zip() {
        var name = RecordingFunction.class.getName().replace('.', '/') + ".class";
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes);
                var code = RecordingFunction.class.getClassLoader().getResourceAsStream(name)) {
            zip.putNextEntry(new ZipEntry(name));
            requireNonNull(code, name).transferTo(zip);
            zip.closeEntry();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /// What is in the queue named `name`, as soon as that is `count` messages.
    List<Message> receive(String name, int count) throws Exception {
        var url = sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
        var received = new ArrayList<Message>();
        Callable<List<Message>> look = () -> {
            var messages = sqs.receiveMessage(request -> request.queueUrl(url)
                            .maxNumberOfMessages(10)
                            .messageAttributeNames("All")
                            .waitTimeSeconds(1))
                    .messages();
            messages.forEach(message ->
                    sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle())));
            received.addAll(messages);
            return received;
        };
        return Eventually.see(
                "%d messages in %s".formatted(count, name), Customer.PATIENCE, look, all -> all.size() >= count);
    }

    /// What the function `name` was invoked with, as soon as that was `count` times.
    List<String> invocations(String name, int count) throws Exception {
        var logs = localStack.files().resolve("logs").resolve(name);
        return Eventually.see(
                "%d invocations of %s".formatted(count, name),
                Customer.PATIENCE,
                () -> Files.exists(logs) ? events(logs) : List.of(),
                all -> all.size() >= count);
    }

    private static List<String> events(Path logs) throws IOException {
        var found = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(logs, "*.log")) {
            for (var file : files) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.contains("\"specversion\""))
                        .forEach(found::add);
            }
        }
        return found;
    }

    @Override
    public void close() {
        http.close();
    }
}
