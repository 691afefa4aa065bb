package io.penstock.aws;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// One table of DynamoDB: its partition key is the string `pk`, its sort key the string `sk`, and its time to live, if
/// any, the attribute `ttl` ([Item#TTL]). All reads are consistent; none leaves out what has passed its time.
///
/// What DynamoDB leaves undone of a batch is done again until it is done, and what fails for a passing reason is tried
/// again ([Retries]). A conditional put whose answer was lost, and that finds itself when it is made again, is written.
/// Safe for use by many threads.
public final class DynamoTable implements Table {
    /// Most items of one BatchWriteItem request.
    private static final int MAX_WRITES = 25;

    /// Most keys of one BatchGetItem request.
    private static final int MAX_READS = 100;

    private static final Put WRITTEN = new Put.Written();

    private final DynamoDbClient dynamoDb;
    private final String name;
    private final Retries retries;

    /// @param name of the table
    public DynamoTable(DynamoDbClient dynamoDb, String name, Retries retries) {
        this.dynamoDb = requireNonNull(dynamoDb, "dynamoDb is null");
        this.name = requireNonNull(name, "name is null");
        this.retries = requireNonNull(retries, "retries is null");
    }

    @Override
    public Optional<Item> get(Key key) {
        var response = retries.call(_ -> dynamoDb.getItem(
                request -> request.tableName(name).key(DynamoItems.write(key)).consistentRead(true)));
        return response.hasItem() ? Optional.of(DynamoItems.read(response.item())) : Optional.empty();
    }

    @Override
    public Map<Key, Item> get(Collection<Key> keys) {
        var found = new HashMap<Key, Item>();
        var distinct = List.copyOf(new LinkedHashSet<>(keys));
        for (int from = 0; from < distinct.size(); from += MAX_READS) {
            getBatch(distinct.subList(from, Math.min(from + MAX_READS, distinct.size())), found);
        }
        return found;
    }

    private void getBatch(List<Key> keys, Map<Key, Item> found) {
        var pauses = retries.pauses();
        var left = Map.of(
                name,
                KeysAndAttributes.builder()
                        .keys(keys.stream().map(DynamoItems::write).toList())
                        .consistentRead(true)
                        .build());
        while (true) {
            var sent = left;
            var response = retries.call(_ -> dynamoDb.batchGetItem(request -> request.requestItems(sent)));
            response.responses().getOrDefault(name, List.of()).forEach(attributes -> {
                var item = DynamoItems.read(attributes);
                found.put(item.key(), item);
            });
            left = response.unprocessedKeys();
            if (left.isEmpty()) {
                return;
            }
            if (!pauses.pause()) {
                throw new UnprocessedException(
                        "reading a batch",
                        left.values().stream()
                                .mapToInt(some -> some.keys().size())
                                .sum());
            }
        }
    }

    /// @throws IllegalArgumentException if `item` is larger than [Item#MAX_BYTES]
    @Override
    public Put put(Item item, Condition condition) {
        var request = request(item, condition);
        return retries.call(maybeDone -> {
            try {
                dynamoDb.putItem(request);
                return WRITTEN;
            } catch (ConditionalCheckFailedException e) {
                var present = e.hasItem() ? DynamoItems.read(e.item()) : null;
                return maybeDone && item.equals(present) ? WRITTEN : new Put.Refused(present);
            }
        });
    }

    private PutItemRequest request(Item item, Condition condition) {
        checkSize(item);
        var request = PutItemRequest.builder()
                .tableName(name)
                .item(DynamoItems.write(item))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
        return switch (condition) {
            case Condition.Any() -> request.build();
            case Condition.Absent() ->
                request.conditionExpression("attribute_not_exists(%s)".formatted(DynamoItems.PARTITION))
                        .build();
            case Condition.Unchanged(var revision) ->
                request.conditionExpression("%s = :revision".formatted(Item.REVISION))
                        .expressionAttributeValues(Map.of(":revision", DynamoItems.number(revision)))
                        .build();
        };
    }

    private static void checkSize(Item item) {
        int size = item.size();
        if (size > Item.MAX_BYTES) {
            throw new IllegalArgumentException("an item has %,d bytes at most: %,d".formatted(Item.MAX_BYTES, size));
        }
    }

    @Override
    public void putAll(List<Item> items) {
        if (items.size() == 1) {
            put(items.getFirst(), new Condition.Any());
            return;
        }
        items.forEach(DynamoTable::checkSize);
        // Of several for one key the last one counts; DynamoDB refuses a batch with two.
        var writes = new LinkedHashMap<Key, WriteRequest>();
        for (var item : items) {
            var attributes = DynamoItems.write(item);
            writes.put(
                    item.key(),
                    WriteRequest.builder()
                            .putRequest(put -> put.item(attributes))
                            .build());
        }
        writeAll("writing a batch", List.copyOf(writes.values()));
    }

    @Override
    public void deleteAll(List<Key> keys) {
        var writes = new LinkedHashSet<>(keys)
                .stream()
                        .map(key -> WriteRequest.builder()
                                .deleteRequest(delete -> delete.key(DynamoItems.write(key)))
                                .build())
                        .toList();
        writeAll("deleting a batch", writes);
    }

    private void writeAll(String what, List<WriteRequest> writes) {
        for (int from = 0; from < writes.size(); from += MAX_WRITES) {
            writeBatch(what, writes.subList(from, Math.min(from + MAX_WRITES, writes.size())));
        }
    }

    private void writeBatch(String what, List<WriteRequest> writes) {
        var pauses = retries.pauses();
        var left = Map.of(name, writes);
        while (true) {
            var sent = left;
            left = retries.call(_ -> dynamoDb.batchWriteItem(request -> request.requestItems(sent)))
                    .unprocessedItems();
            if (left.isEmpty()) {
                return;
            }
            if (!pauses.pause()) {
                throw new UnprocessedException(
                        what, left.values().stream().mapToInt(List::size).sum());
            }
        }
    }

    @Override
    public boolean delete(Key key, Condition condition) {
        var request = DeleteItemRequest.builder().tableName(name).key(DynamoItems.write(key));
        var absent = "attribute_not_exists(%s)".formatted(DynamoItems.PARTITION);
        switch (condition) {
            case Condition.Any() -> {}
            case Condition.Absent() -> request.conditionExpression(absent);
            case Condition.Unchanged(var revision) ->
                request.conditionExpression("%s OR %s = :revision".formatted(absent, Item.REVISION))
                        .expressionAttributeValues(Map.of(":revision", DynamoItems.number(revision)));
        }
        var built = request.build();
        return retries.call(_ -> {
            try {
                dynamoDb.deleteItem(built);
                return true;
            } catch (ConditionalCheckFailedException _) {
                return false;
            }
        });
    }

    @Override
    public List<Item> query(Range range, int limit) {
        var start = start(range);
        if (limit <= 0 || start.isPastTheEnd()) {
            return List.of();
        }
        var items = new ArrayList<Item>();
        @Nullable Map<String, AttributeValue> after = start.after();
        do {
            var request = request(range, limit - items.size(), after);
            var response = retries.call(_ -> dynamoDb.query(request));
            response.items().stream().map(DynamoItems::read).forEach(items::add);
            after = response.hasLastEvaluatedKey() ? response.lastEvaluatedKey() : null;
        } while (after != null && items.size() < limit);
        return items;
    }

    /// @param after behind which key to begin; null at the beginning
    private QueryRequest request(Range range, int limit, @Nullable Map<String, AttributeValue> after) {
        var condition = "%s = :partition".formatted(DynamoItems.PARTITION);
        var values = new HashMap<>(Map.of(":partition", AttributeValue.fromS(range.partition())));
        if (!range.prefix().isEmpty()) {
            condition += " AND begins_with(%s, :prefix)".formatted(DynamoItems.SORT);
            values.put(":prefix", AttributeValue.fromS(range.prefix()));
        }
        return QueryRequest.builder()
                .tableName(name)
                .consistentRead(true)
                .scanIndexForward(!range.newestFirst())
                .keyConditionExpression(condition)
                .expressionAttributeValues(values)
                .limit(limit)
                .exclusiveStartKey(after)
                .build();
    }

    /// Where a query begins.
    ///
    /// @param after behind which key; null at the beginning
    /// @param isPastTheEnd whether nothing of the range is behind that
    private record Start(@Nullable Map<String, AttributeValue> after, boolean isPastTheEnd) {}

    /// DynamoDB goes on behind any key of the range, but refuses one outside of it.
    private static Start start(Range range) {
        var after = range.after();
        if (after == null) {
            return new Start(null, false);
        }
        if (after.startsWith(range.prefix()) && !after.isEmpty()) {
            return new Start(DynamoItems.write(new Key(range.partition(), after)), false);
        }
        boolean below = Key.SORT_ORDER.compare(after, range.prefix()) < 0;
        return new Start(null, below == range.newestFirst());
    }
}
