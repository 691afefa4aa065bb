package io.penstock.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// As much of DynamoDB as it takes to leave things undone and to lose answers. It knows no limits of its own.
final class FakeDynamoDb implements DynamoDbClient {
    int writesPerRequest = Integer.MAX_VALUE;
    int readsPerRequest = Integer.MAX_VALUE;
    int requests;
    int largestBatch;

    private final Map<String, Map<String, AttributeValue>> items = new HashMap<>();
    private @Nullable SdkException before;
    private @Nullable SdkException after;

    /// The next request fails and does nothing.
    void failBefore(SdkException failure) {
        before = failure;
    }

    /// The next request does what it should, and fails.
    void failAfter(SdkException failure) {
        after = failure;
    }

    int items() {
        return items.size();
    }

    private <T> T request(Supplier<T> effect) {
        requests++;
        var failure = before;
        if (failure != null) {
            before = null;
            throw failure;
        }
        var answer = effect.get();
        failure = after;
        if (failure != null) {
            after = null;
            throw failure;
        }
        return answer;
    }

    private static String key(Map<String, AttributeValue> attributes) {
        return attributes.get("pk") + "\n" + attributes.get("sk");
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        return request(() ->
                GetItemResponse.builder().item(items.get(key(request.key()))).build());
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        return request(() -> {
            var present = items.get(key(request.item()));
            if (!holds(request, present)) {
                throw ConditionalCheckFailedException.builder().item(present).build();
            }
            items.put(key(request.item()), request.item());
            return PutItemResponse.builder().build();
        });
    }

    private static boolean holds(PutItemRequest request, @Nullable Map<String, AttributeValue> present) {
        if (request.conditionExpression() == null) {
            return true;
        }
        if (request.conditionExpression().startsWith("attribute_not_exists")) {
            return present == null;
        }
        return present != null
                && Objects.equals(
                        present.get("revision"),
                        request.expressionAttributeValues().get(":revision"));
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        return request(() -> {
            var asked = request.requestItems().entrySet().iterator().next();
            var name = asked.getKey();
            var keys = asked.getValue().keys();
            largestBatch = Math.max(largestBatch, keys.size());
            int done = Math.min(readsPerRequest, keys.size());
            var found = new ArrayList<Map<String, AttributeValue>>();
            for (var key : keys.subList(0, done)) {
                var item = items.get(key(key));
                if (item != null) {
                    found.add(item);
                }
            }
            var left = keys.subList(done, keys.size());
            return BatchGetItemResponse.builder()
                    .responses(Map.of(name, found))
                    .unprocessedKeys(
                            left.isEmpty()
                                    ? Map.of()
                                    : Map.of(
                                            name,
                                            KeysAndAttributes.builder()
                                                    .keys(left)
                                                    .build()))
                    .build();
        });
    }

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
        return request(() -> {
            var asked = request.requestItems().entrySet().iterator().next();
            List<WriteRequest> writes = asked.getValue();
            largestBatch = Math.max(largestBatch, writes.size());
            int done = Math.min(writesPerRequest, writes.size());
            for (var write : writes.subList(0, done)) {
                if (write.putRequest() != null) {
                    items.put(key(write.putRequest().item()), write.putRequest().item());
                } else {
                    items.remove(key(write.deleteRequest().key()));
                }
            }
            var left = writes.subList(done, writes.size());
            return BatchWriteItemResponse.builder()
                    .unprocessedItems(left.isEmpty() ? Map.of() : Map.of(asked.getKey(), left))
                    .build();
        });
    }

    @Override
    public String serviceName() {
        return "dynamodb";
    }

    @Override
    public void close() {}
}
