package io.penstock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table.Condition;
import io.penstock.distributed.Table.Put;
import io.penstock.distributed.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What [DynamoTable] does where DynamoDB does less than it was asked for.
class DynamoTableTest {
    private final Pausing pausing = new Pausing();
    private final FakeDynamoDb dynamoDb = new FakeDynamoDb();
    private final DynamoTable table = new DynamoTable(dynamoDb, "events", pausing.retries());

    private static Item item(String sort, long revision) {
        return new Item(new Key("p", sort), Map.of(Item.REVISION, new Value.Whole(revision)));
    }

    private static List<Item> items(int count) {
        return IntStream.range(0, count).mapToObj(i -> item("s" + i, i)).toList();
    }

    @Test
    void whatWasLeftUnwrittenIsWrittenAgainUntilItIsThere() {
        dynamoDb.writesPerRequest = 4;

        table.putAll(items(30));

        assertThat(dynamoDb.items()).isEqualTo(30);
        assertThat(dynamoDb.largestBatch).isEqualTo(25);
        // 25 in seven requests, 5 in two.
        assertThat(dynamoDb.requests).isEqualTo(9);
        assertThat(pausing.pauses).hasSize(7);
    }

    @Test
    void whatWasLeftUndeletedIsDeletedAgain() {
        table.putAll(items(10));
        dynamoDb.writesPerRequest = 3;

        table.deleteAll(items(10).stream().map(Item::key).toList());

        assertThat(dynamoDb.items()).isZero();
    }

    @Test
    void whatWasLeftUnreadIsReadAgain() {
        var items = items(130);
        table.putAll(items);
        dynamoDb.readsPerRequest = 40;

        var read = table.get(items.stream().map(Item::key).toList());

        assertThat(read.values()).containsExactlyInAnyOrderElementsOf(items);
        assertThat(dynamoDb.largestBatch).isEqualTo(100);
    }

    @Test
    void whatIsNeverDoneFailsWhenTimeIsUp() {
        dynamoDb.writesPerRequest = 0;
        dynamoDb.readsPerRequest = 0;
        pausing.deadline = pausing.clock.instant().plusSeconds(5);

        assertThatExceptionOfType(UnprocessedException.class)
                .isThrownBy(() -> table.putAll(items(3)))
                .withMessageContaining("3 left");
        assertThatExceptionOfType(UnprocessedException.class)
                .isThrownBy(() -> table.get(List.of(new Key("p", "a"), new Key("p", "b"))))
                .withMessageContaining("2 left");
        assertThat(pausing.clock.instant()).isBeforeOrEqualTo(pausing.deadline);
    }

    @Test
    void ofSeveralItemsForOneKeyTheLastCounts() {
        table.putAll(List.of(item("s", 1), item("t", 1), item("s", 2)));
        table.deleteAll(List.of(new Key("p", "t"), new Key("p", "t")));

        assertThat(table.get(new Key("p", "s"))).contains(item("s", 2));
        assertThat(dynamoDb.items()).isEqualTo(1);
        assertThat(table.get(List.of(new Key("p", "s"), new Key("p", "s")))).hasSize(1);
    }

    @Test
    void aThrottledPutIsTriedAgain() {
        dynamoDb.failBefore(Failures.throttled());

        assertThat(table.put(item("s", 1), new Condition.Absent())).isEqualTo(new Put.Written());
    }

    @Test
    void aPutWhoseAnswerWasLostIsWrittenIfItFindsItself() {
        dynamoDb.failAfter(Failures.lostAnswer());

        assertThat(table.put(item("s", 1), new Condition.Absent())).isEqualTo(new Put.Written());

        dynamoDb.failAfter(Failures.serviceError());
        assertThat(table.put(item("s", 2), new Condition.Unchanged(1))).isEqualTo(new Put.Written());
    }

    @Test
    void aPutThatFindsAnotherIsRefusedWhetherOrNotItsAnswerWasLost() {
        table.put(item("s", 5), new Condition.Absent());
        dynamoDb.failBefore(Failures.lostAnswer());

        assertThat(table.put(item("s", 1), new Condition.Absent())).isEqualTo(new Put.Refused(item("s", 5)));
    }

    @Test
    void aPutThatFindsItselfAtOnceWasWrittenBySomeoneElse() {
        table.put(item("s", 1), new Condition.Absent());
        dynamoDb.failBefore(Failures.throttled());

        assertThat(table.put(item("s", 1), new Condition.Absent())).isEqualTo(new Put.Refused(item("s", 1)));
    }

    @Test
    void whatIsForbiddenIsNotTriedAgain() {
        var denied = Failures.denied();
        dynamoDb.failBefore(denied);

        assertThatThrownBy(() -> table.get(new Key("p", "s"))).isSameAs(denied);
        assertThat(dynamoDb.requests).isEqualTo(1);
    }

    @Test
    void anItemThatIsTooLargeIsRefusedBeforeItIsSent() {
        var large = new Item(new Key("p", "s"), Map.of("bytes", new Value.Binary(new byte[Item.MAX_BYTES])));

        assertThatIllegalArgumentException().isThrownBy(() -> table.put(large, new Condition.Any()));
        assertThatIllegalArgumentException().isThrownBy(() -> table.putAll(List.of(item("s", 1), large)));
        assertThat(dynamoDb.requests).isZero();
    }

    @Test
    void theNamesOfKeysAreNoNamesOfAttributes() {
        var item = new Item(new Key("p", "s"), Map.of("pk", new Value.Text("x")));

        assertThatIllegalArgumentException().isThrownBy(() -> table.put(item, new Condition.Any()));
    }
}
