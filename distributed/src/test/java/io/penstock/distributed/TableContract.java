package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.distributed.Table.Condition;
import io.penstock.distributed.Table.Put;
import io.penstock.distributed.Table.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Table] promises, whatever it is made of.
public abstract class TableContract {
    private static final Condition ANY = new Condition.Any();
    private static final Condition ABSENT = new Condition.Absent();

    private Table table;

    /// A table without items.
    protected abstract Table open() throws Exception;

    @BeforeEach
    final void openTable() throws Exception {
        table = open();
    }

    private static Item item(String partition, String sort, long revision) {
        return Item.at(new Key(partition, sort), 1).with(Item.REVISION, revision);
    }

    @Test
    void anItemIsReadAsItWasPut() {
        var item = item("p", "s", Long.MAX_VALUE)
                .with("text", "Grüße 🏔 \"\\\u0001")
                .with("empty", "")
                .with("small", Long.MIN_VALUE)
                .with("bytes", new byte[] {0, -1, 127, -128})
                .with("none", new byte[0]);

        assertThat(table.put(item, ANY)).isEqualTo(new Put.Written());

        assertThat(table.get(item.key())).contains(item);
        assertThat(table.get(new Key("p", "t"))).isEmpty();
        assertThat(table.get(new Key("q", "s"))).isEmpty();
    }

    @Test
    void aLargeItemIsReadAsItWasPut() {
        var item = item("p", "s", 1).with("bytes", new byte[Item.MAX_BYTES - 100]);

        table.put(item, ABSENT);

        assertThat(item.size()).isBetween(Item.MAX_BYTES - 100, Item.MAX_BYTES);
        assertThat(table.get(item.key())).contains(item);
    }

    @Test
    void whatIsPutReplacesTheWholeItem() {
        table.put(item("p", "s", 1).with("text", "old").with("more", "old"), ANY);
        var item = item("p", "s", 2).with("text", "new");

        assertThat(table.put(item, ANY)).isEqualTo(new Put.Written());

        assertThat(table.get(item.key())).contains(item);
    }

    @Test
    void whatIsPutIfThereIsNothingLeavesWhatIsThereAndAnswersIt() {
        var first = item("p", "s", 1).with("text", "first");

        assertThat(table.put(first, ABSENT)).isEqualTo(new Put.Written());
        assertThat(table.put(item("p", "s", 1).with("text", "second"), ABSENT)).isEqualTo(new Put.Refused(first));

        assertThat(table.get(first.key())).contains(first);
    }

    @Test
    void whatIsPutIfNothingWasChangedIsRefusedAfterAChange() {
        var first = item("p", "s", 1);
        var second = item("p", "s", 2).with("text", "second");
        table.put(first, ABSENT);

        assertThat(table.put(second, new Condition.Unchanged(1))).isEqualTo(new Put.Written());
        assertThat(table.put(item("p", "s", 2).with("text", "third"), new Condition.Unchanged(1)))
                .isEqualTo(new Put.Refused(second));

        assertThat(table.get(first.key())).contains(second);
    }

    @Test
    void whatIsNotThereIsNotUnchanged() {
        assertThat(table.put(item("p", "s", 2), new Condition.Unchanged(1))).isEqualTo(new Put.Refused(null));

        assertThat(table.get(new Key("p", "s"))).isEmpty();
    }

    @Test
    void anItemIsDeletedOnItsCondition() {
        var item = item("p", "s", 1);
        table.put(item, ANY);

        assertThat(table.delete(item.key(), new Condition.Unchanged(2))).isFalse();
        assertThat(table.get(item.key())).contains(item);
        assertThat(table.delete(item.key(), new Condition.Unchanged(1))).isTrue();
        assertThat(table.get(item.key())).isEmpty();
    }

    @Test
    void toDeleteWhatIsNotThereIsNoMistake() {
        assertThat(table.delete(new Key("p", "s"), ANY)).isTrue();
        assertThat(table.delete(new Key("p", "s"), new Condition.Unchanged(1))).isTrue();
    }

    @Test
    void manyAreReadPutAndDeletedTogether() {
        var items = new ArrayList<Item>();
        for (int i = 0; i < 130; i++) {
            items.add(item("p" + i % 3, "s" + i, i));
        }
        var keys = items.stream().map(Item::key).toList();

        table.putAll(items);

        assertThat(table.get(keys).values()).containsExactlyInAnyOrderElementsOf(items);
        assertThat(table.get(List.of(keys.getFirst(), new Key("p", "none"))))
                .isEqualTo(Map.of(keys.getFirst(), items.getFirst()));
        table.deleteAll(keys.subList(1, keys.size()));
        assertThat(table.get(keys)).isEqualTo(Map.of(keys.getFirst(), items.getFirst()));
        assertThat(table.get(List.of())).isEmpty();
        table.putAll(List.of());
        table.deleteAll(List.of());
    }

    @Test
    void aPartitionIsReadInTheOrderOfTheBytesOfItsSortKeys() {
        var sorted = List.of("B", "_", "a", "a#1", "a#2", "aa", "é", "\uFFFD", "🏔");
        sorted.reversed().forEach(sort -> table.put(item("p", sort, 1), ANY));
        table.put(item("q", "b", 1), ANY);

        assertThat(sorts(Range.of("p", ""), 100)).isEqualTo(sorted);
        assertThat(sorts(new Range("p", "", null, true), 100)).isEqualTo(sorted.reversed());
        assertThat(sorts(Range.of("r", ""), 100)).isEmpty();
    }

    @Test
    void aRangeBeginsWithItsPrefixAndGoesOnBehindAKey() {
        for (var sort : List.of("a", "b#1", "b#2", "b#3", "c")) {
            table.put(item("p", sort, 1), ANY);
        }

        assertThat(sorts(Range.of("p", "b#"), 100)).containsExactly("b#1", "b#2", "b#3");
        assertThat(sorts(Range.of("p", "b#"), 2)).containsExactly("b#1", "b#2");
        assertThat(sorts(Range.of("p", "b#").after("b#1"), 100)).containsExactly("b#2", "b#3");
        assertThat(sorts(Range.of("p", "b#").after("b#11"), 100)).containsExactly("b#2", "b#3");
        assertThat(sorts(new Range("p", "b#", "b#3", true), 100)).containsExactly("b#2", "b#1");
        assertThat(sorts(new Range("p", "b#", "b#21", true), 1)).containsExactly("b#2");
        assertThat(sorts(Range.of("p", "").after("b#3"), 100)).containsExactly("c");
    }

    @Test
    void aQueryAnswersAsManyAsThereAreHoweverLargeTheyAre() {
        for (int i = 0; i < 4; i++) {
            table.put(item("p", "s" + i, 1).with("bytes", new byte[350_000]), ANY);
        }

        assertThat(sorts(Range.of("p", ""), 4)).hasSize(4);
    }

    private List<String> sorts(Range range, int limit) {
        return table.query(range, limit).stream().map(item -> item.key().sort()).toList();
    }
}
