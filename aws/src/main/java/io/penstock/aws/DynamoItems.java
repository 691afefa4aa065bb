package io.penstock.aws;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Value;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Items as DynamoDB has them: the two parts of the key as the strings [#PARTITION] and [#SORT], everything else under
/// its own name as a string, number or binary.
final class DynamoItems {
    static final String PARTITION = "pk";
    static final String SORT = "sk";

    private DynamoItems() {}

    static Map<String, AttributeValue> write(Item item) {
        var attributes = new HashMap<String, AttributeValue>();
        item.attributes().forEach((name, value) -> attributes.put(name, write(value)));
        attributes.putAll(write(item.key()));
        if (attributes.size() != item.attributes().size() + 2) {
            throw new IllegalArgumentException("'%s' and '%s' are the names of keys".formatted(PARTITION, SORT));
        }
        return attributes;
    }

    static Map<String, AttributeValue> write(Key key) {
        return Map.of(PARTITION, AttributeValue.fromS(key.partition()), SORT, AttributeValue.fromS(key.sort()));
    }

    private static AttributeValue write(Value value) {
        return switch (value) {
            case Value.Text(var text) -> AttributeValue.fromS(text);
            case Value.Whole(var number) -> number(number);
            case Value.Binary(var bytes) -> AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes));
        };
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    static Item read(Map<String, AttributeValue> attributes) {
        var values = new HashMap<String, Value>();
        attributes.forEach((name, value) -> {
            if (!name.equals(PARTITION) && !name.equals(SORT)) {
                values.put(name, read(name, value));
            }
        });
        return new Item(readKey(attributes), values);
    }

    private static Key readKey(Map<String, AttributeValue> attributes) {
        return new Key(string(attributes, PARTITION), string(attributes, SORT));
    }

    private static String string(Map<String, AttributeValue> attributes, String name) {
        return requireNonNull(attributes.get(name), "an item has a key").s();
    }

    private static Value read(String name, AttributeValue value) {
        return switch (value.type()) {
            case S -> new Value.Text(value.s());
            case N -> new Value.Whole(Long.parseLong(value.n()));
            case B -> new Value.Binary(value.b().asByteArrayUnsafe());
            case M, L, SS, NS, BS, BOOL, NUL, UNKNOWN_TO_SDK_VERSION ->
                throw new IllegalStateException("attribute '%s' is of type %s".formatted(name, value.type()));
        };
    }
}
