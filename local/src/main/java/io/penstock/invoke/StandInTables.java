package io.penstock.invoke;

import io.penstock.command.client.Json;
import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import io.penstock.distributed.Value;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.invoke.StandIn.Response;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// As much of DynamoDB as Penstock uses: no expressions but its own, and two tables.
final class StandInTables {
    static final String LEDGER = "ledger";
    static final String REGISTRY = "registry";

    private static final String PARTITION = "pk";
    private static final String SORT = "sk";

    private final Map<String, Table> tables = Map.of(LEDGER, new InMemoryTable(), REGISTRY, new InMemoryTable());

    Table table(String name) {
        var table = tables.get(name);
        if (table == null) {
            throw new IllegalArgumentException("there is no table " + name);
        }
        return table;
    }

    Response respond(String operation, Json request) {
        return switch (operation) {
            case "GetItem" ->
                Response.json(table(request.word("TableName"))
                        .get(key(request.at("Key").orElseThrow()))
                        .map(item -> Map.of("Item", write(item)))
                        .orElse(Map.of()));
            case "BatchGetItem" -> batchGet(request);
            case "PutItem" -> put(request);
            case "DeleteItem" -> delete(request);
            case "BatchWriteItem" -> batchWrite(request);
            case "Query" -> query(request);
            default -> Response.unknown("DynamoDB's " + operation);
        };
    }

    private Response batchGet(Json request) {
        var found = new HashMap<String, Json>();
        request.at("RequestItems").orElseThrow().members().forEach((name, asked) -> {
            var items = new ArrayList<Json>();
            asked.items("Keys").forEach(key -> table(name).get(key(key)).ifPresent(item -> items.add(write(item))));
            found.put(name, Json.array(items));
        });
        return Response.json("Responses", Json.object(found), "UnprocessedKeys", Json.object(Map.of()));
    }

    private Response put(Json request) {
        var item = read(request.at("Item").orElseThrow());
        return switch (table(request.word("TableName")).put(item, condition(request))) {
            case Table.Put.Written() -> Response.json(Map.of());
            case Table.Put.Refused(var present) -> {
                var error = new LinkedHashMap<String, Json>();
                error.put("__type", Json.text("com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"));
                error.put("message", Json.text("The conditional request failed"));
                if (present != null) {
                    error.put("Item", write(present));
                }
                yield Response.of(400, Json.object(error).write());
            }
        };
    }

    private Response delete(Json request) {
        var key = key(request.at("Key").orElseThrow());
        return table(request.word("TableName")).delete(key, condition(request))
                ? Response.json(Map.of())
                : Response.error(400, "ConditionalCheckFailedException", "The conditional request failed");
    }

    /// One of three: a condition of Penstock's compares the revision, or says that nothing is there, or is none.
    private static Table.Condition condition(Json request) {
        var revision = request.word("ExpressionAttributeValues", ":revision", "N");
        if (!revision.isEmpty()) {
            return new Table.Condition.Unchanged(Long.parseLong(revision));
        }
        return request.at("ConditionExpression").isPresent() ? new Table.Condition.Absent() : new Table.Condition.Any();
    }

    private Response batchWrite(Json request) {
        request.at("RequestItems").orElseThrow().members().forEach((name, writes) -> {
            for (var write : writes.items()) {
                write.at("PutRequest", "Item")
                        .ifPresent(item -> table(name).put(read(item), new Table.Condition.Any()));
                write.at("DeleteRequest", "Key").ifPresent(key -> table(name).deleteAll(List.of(key(key))));
            }
        });
        return Response.json(Map.of("UnprocessedItems", Json.object(Map.of())));
    }

    private Response query(Json request) {
        var after = request.word("ExclusiveStartKey", SORT, "S");
        var values = request.at("ExpressionAttributeValues").orElseThrow();
        var partition = values.members().entrySet().stream()
                .filter(value -> !value.getKey().equals(":prefix"))
                .map(value -> value.getValue().word("S"))
                .findFirst()
                .orElseThrow();
        var range = new Table.Range(
                partition,
                values.word(":prefix", "S"),
                after.isEmpty() ? null : after,
                request.word("ScanIndexForward").equals("false"));
        int limit = Math.toIntExact(request.number("Limit"));
        var items = table(request.word("TableName")).query(range, limit == 0 ? Integer.MAX_VALUE : limit);
        return Response.json(
                "Items",
                Json.array(items.stream().map(StandInTables::write).toList()),
                "Count",
                new Json(new Json.Literal(Integer.toString(items.size()))));
    }

    private static Key key(Json attributes) {
        return new Key(attributes.word(PARTITION, "S"), attributes.word(SORT, "S"));
    }

    private static Item read(Json attributes) {
        var values = new HashMap<String, Value>();
        attributes.members().forEach((name, value) -> {
            if (!name.equals(PARTITION) && !name.equals(SORT)) {
                values.put(name, value(value));
            }
        });
        return new Item(key(attributes), values);
    }

    private static Value value(Json typed) {
        var type = typed.members().keySet().iterator().next();
        var text = typed.word(type);
        return switch (type) {
            case "S" -> new Value.Text(text);
            case "N" -> new Value.Whole(Long.parseLong(text));
            case "B" -> new Value.Binary(Base64.getDecoder().decode(text));
            default -> throw new IllegalArgumentException("no attribute of Penstock's is of type " + type);
        };
    }

    private static Json write(Item item) {
        var attributes = new HashMap<String, Json>();
        attributes.put(PARTITION, typed("S", item.key().partition()));
        attributes.put(SORT, typed("S", item.key().sort()));
        item.attributes()
                .forEach((name, value) -> attributes.put(
                        name,
                        switch (value) {
                            case Value.Text(var text) -> typed("S", text);
                            case Value.Whole(var number) -> typed("N", Long.toString(number));
                            case Value.Binary(var bytes) ->
                                typed("B", Base64.getEncoder().encodeToString(bytes));
                        }));
        return Json.object(attributes);
    }

    private static Json typed(String type, String value) {
        return Json.object(Map.of(type, Json.text(value)));
    }
}
