package io.penstock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.MeteredTable;
import io.penstock.distributed.Table.Condition;
import io.penstock.distributed.Table.Range;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// [MeteredTable], by which costs are counted without DynamoDB, against what DynamoDB says of the same requests. Of two things
/// DynamoDB Local says that they take nothing, and the manual of DynamoDB that they do: what is not there of a batch that is
/// read, and what a condition refuses.
class MeteredTableIT {
    private static final Condition ANY = new Condition.Any();

    private final String name = OnLocalStack.table();
    private final ConsumedCapacity consumed = new ConsumedCapacity();
    private final DynamoTable asked =
            new DynamoTable(OnLocalStack.clients(consumed).dynamoDb(), name, OnLocalStack.retries());

    /// Over clients that are not counted: it looks by itself at how large things are.
    private final MeteredTable metered =
            new MeteredTable(new DynamoTable(OnLocalStack.clients().dynamoDb(), name, OnLocalStack.retries()));

    private static Item item(String partition, int number, int bytes) {
        return Item.at(new Key(partition, "%08d".formatted(number)), 1)
                .with(Item.REVISION, 1)
                .with("bytes", new byte[bytes]);
    }

    private static List<Item> items(String partition, int count, int bytes) {
        return IntStream.range(0, count)
                .mapToObj(number -> item(partition, number, bytes))
                .toList();
    }

    private void assertThatBothCountTheSame() {
        assertThat((double) metered.writeUnits()).as("written").isEqualTo(consumed.written());
        assertThat((double) metered.readUnits()).as("read").isEqualTo(consumed.read());
    }

    @Test
    void whatIsPutTakesAUnitForEachKibibyte() {
        for (int bytes : new int[] {1, 900, 1_100, 5_000, 100_000}) {
            metered.put(item("metered", bytes, bytes), ANY);
            asked.put(item("asked", bytes, bytes), ANY);
        }

        assertThatBothCountTheSame();
    }

    @Test
    void batchesTakeWhatTheirItemsTakeOneByOne() {
        metered.putAll(items("metered", 30, 1_500));
        asked.putAll(items("asked", 30, 1_500));
        metered.get(items("metered", 30, 0).stream().map(Item::key).toList());
        asked.get(items("asked", 30, 0).stream().map(Item::key).toList());
        metered.deleteAll(items("metered", 30, 0).stream().map(Item::key).toList());
        asked.deleteAll(items("asked", 30, 0).stream().map(Item::key).toList());

        assertThatBothCountTheSame();
    }

    @Test
    void whatIsReadTakesAUnitForEachFourKibibytesAndSoDoesWhatIsNotThere() {
        for (int bytes : new int[] {1, 3_900, 4_200, 50_000}) {
            metered.put(item("metered", bytes, bytes), ANY);
            asked.put(item("asked", bytes, bytes), ANY);
            metered.get(new Key("metered", "%08d".formatted(bytes)));
            asked.get(new Key("asked", "%08d".formatted(bytes)));
        }
        metered.get(new Key("metered", "absent"));
        asked.get(new Key("asked", "absent"));

        assertThatBothCountTheSame();
    }

    @Test
    void aQueryTakesWhatAllThatItReadTakesTogether() {
        metered.putAll(items("metered", 20, 700));
        asked.putAll(items("asked", 20, 700));
        metered.query(Range.of("metered", "0"), 100);
        asked.query(Range.of("asked", "0"), 100);

        assertThatBothCountTheSame();
    }
}
