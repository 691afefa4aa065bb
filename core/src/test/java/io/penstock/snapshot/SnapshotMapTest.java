package io.penstock.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotMapTest {
    private static final int STEPS = 5_000;

    private record State(SnapshotMap<Integer, Integer> map, Map<Integer, Integer> expected) {}

    @ParameterizedTest
    @ValueSource(ints = {4, 100, 1_000_000})
    void itIsAsATreeMapAfterEveryChangeAndWhatItWasBeforeStays(int keys) {
        var random = new Random(keys);
        var map = SnapshotMap.<Integer, Integer>empty();
        var expected = new TreeMap<Integer, Integer>();
        var states = new ArrayList<State>();
        for (int step = 0; step < STEPS; step++) {
            int key = random.nextInt(keys);
            // First it rather grows, then it rather shrinks.
            if (random.nextInt(STEPS) > step) {
                map = map.with(key, step);
                expected.put(key, step);
            } else {
                int present = expected.isEmpty() ? key : expected.firstKey();
                map = map.without(present).without(key);
                expected.remove(present);
                expected.remove(key);
            }
            assertThat(map.get(key)).isEqualTo(expected.get(key));
            assertThat(map.size()).isEqualTo(expected.size());
            if (step % 100 == 0) {
                states.add(new State(map, new TreeMap<>(expected)));
            }
        }
        assertThat(states).allSatisfy(state -> {
            assertThat(entries(state.map)).isEqualTo(List.copyOf(state.expected.entrySet()));
            assertThat(state.map.isEmpty()).isEqualTo(state.expected.isEmpty());
        });
    }

    @Test
    void itStaysFlatInWhateverOrderItIsFilledAndEmptied() {
        int size = 1 << 14;
        var map = SnapshotMap.<Integer, Integer>empty();
        for (int i = 0; i < size; i++) {
            map = map.with(i, i);
        }
        assertThat(map.height()).isLessThanOrEqualTo(2 * 14);
        for (int i = 0; i < size - 16; i++) {
            map = map.without(i);
        }
        assertThat(map.height()).isLessThanOrEqualTo(2 * 4);
        for (int i = 0; i > -size; i--) {
            map = map.with(i, i);
        }
        assertThat(map.height()).isLessThanOrEqualTo(2 * 14);
    }

    @Test
    void whatIsNotThereHasNoValueAndIsNotRemoved() {
        var map = SnapshotMap.<String, Integer>empty().with("a", 1);

        assertThat(map.get("b")).isNull();
        assertThat(map.getOrDefault("b", 2)).isEqualTo(2);
        assertThat(map.getOrDefault("a", 2)).isEqualTo(1);
        assertThat(map.without("b")).isSameAs(map);
        assertThat(map.without("a")).isSameAs(SnapshotMap.empty());
    }

    private static List<Map.Entry<Integer, Integer>> entries(SnapshotMap<Integer, Integer> map) {
        var entries = new ArrayList<Map.Entry<Integer, Integer>>();
        map.forEach((key, value) -> entries.add(Map.entry(key, value)));
        return entries;
    }
}
