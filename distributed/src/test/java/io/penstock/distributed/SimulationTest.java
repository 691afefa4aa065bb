package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The steps keep their promises in random histories of crashes, conflicts, and messages that come late, twice or in
/// another order. What fails says its seed; `-Dpenstock.seed=…` runs that one only, and `-Dpenstock.histories=…` as many as that.
class SimulationTest {
    private static final int HISTORIES = Integer.getInteger("penstock.histories", 1_000);
    private static final String SEED = "penstock.seed";

    @Test
    void whateverHappensAllThatWasAcceptedComesToItsEnd() {
        var one = Long.getLong(SEED);
        long first = one == null ? 1 : one;
        long last = one == null ? HISTORIES : one;
        for (long seed = first; seed <= last; seed++) {
            var history = new History(seed, new Mutant() {});
            assertThat(history.run())
                    .as("history of the seed %d, which ends so:%n%s", seed, history.trace())
                    .isEmpty();
        }
    }

    @Test
    void theSameSeedMakesTheSameHistory() {
        var one = new History(3, new Mutant() {});
        var other = new History(3, new Mutant() {});

        one.run();
        other.run();

        assertThat(one.trace().lines()).isEqualTo(other.trace().lines());
        assertThat(one.trace().lines()).anyMatch(line -> line.startsWith("crash"));
    }
}
