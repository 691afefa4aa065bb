package io.penstock.aws;

import io.penstock.localstack.LocalStack;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// What the adapters need, on LocalStack: clients, and resources of a test's own.
final class OnLocalStack {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final AwsClients CLIENTS = new AwsClients(environment());
    private static final Duration START = Duration.ofMinutes(2);

    static {
        awaitDynamoDb();
    }

    private OnLocalStack() {}

    /// DynamoDB starts when it is first asked for something, which can take longer than a request may.
    private static void awaitDynamoDb() {
        var end = Instant.now().plus(START);
        while (true) {
            try {
                CLIENTS.dynamoDb().listTables();
                return;
            } catch (SdkException e) {
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
            }
        }
    }

    static Environment environment() {
        return new Environment(LocalStack.shared().environment());
    }

    static AwsClients clients() {
        return CLIENTS;
    }

    static AwsClients clients(ExecutionInterceptor interceptor) {
        return new AwsClients(environment(), interceptor);
    }

    static Retries retries() {
        return new Retries(InstantSource.system(), new Random(1), Thread::sleep, () -> Instant.MAX);
    }

    /// A name that no other resource of this run has.
    static String name() {
        return "test-%s-%d".formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet());
    }

    /// A table without items, as the adapters want it.
    static String table() {
        DynamoDbClient dynamoDb = CLIENTS.dynamoDb();
        var name = name();
        dynamoDb.createTable(table -> table.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(List.of(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)))
                .attributeDefinitions(List.of(string("pk"), string("sk"))));
        dynamoDb.waiter().waitUntilTableExists(request -> request.tableName(name));
        return name;
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition string(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    /// The URL of a queue without messages, in which none is seen twice by a test.
    static String queue(boolean fifo) {
        SqsClient sqs = CLIENTS.sqs();
        var attributes = fifo
                ? Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "600", QueueAttributeName.FIFO_QUEUE, "true")
                : Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "600");
        return sqs.createQueue(
                        queue -> queue.queueName(name() + (fifo ? ".fifo" : "")).attributes(attributes))
                .queueUrl();
    }
}
