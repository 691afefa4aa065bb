package io.penstock.distributed.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The registry keeps its promises in random histories of processes that come in between each other and die. What fails
/// says its seed; `-Dpenstock.seed=…` runs that one only. And the histories find every mistake that they are there to
/// find.
class RegistrySimulationTest {
    private static final int HISTORIES = 300;
    private static final int MOST_HISTORIES = 3_000;
    private static final String SEED = "penstock.seed";

    @Test
    void whateverHappensEveryoneIsToldWhatWasSoAtSomeVersion() {
        var one = Long.getLong(SEED);
        long first = one == null ? 1 : one;
        long last = one == null ? HISTORIES : one;
        for (long seed = first; seed <= last; seed++) {
            assertThat(new RegistryHistory(seed, new RegistryMutant()).run())
                    .as("history of the seed %d", seed)
                    .isEmpty();
        }
    }

    static Stream<Named<Supplier<RegistryMutant>>> mutants() {
        return Stream.of(
                Named.of("writes a head whoever has written it", RegistryMutant::headWithoutCondition),
                Named.of("has nothing that is done again", RegistryMutant::nothingToBeDoneAgain),
                Named.of("leaves to others what is to be done", RegistryMutant::readersLeaveItToOthers),
                Named.of("writes late over what came later", RegistryMutant::lateEffectsWin),
                Named.of("deletes without a trace", RegistryMutant::deletedWithoutTrace),
                Named.of("forgets what was wanted", RegistryMutant::forgetsWhatWasWanted),
                Named.of("cuts the log too early", RegistryMutant::cutsTheLogTooEarly),
                Named.of("uses a snapshot before it is there", RegistryMutant::usesSnapshotsBeforeTheyAreThere),
                Named.of("gives snapshots of a version the same name", RegistryMutant::snapshotsOfTheSameName),
                Named.of("removes the snapshot of another", RegistryMutant::removesSnapshotsOfOthers));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void aMutantIsFound(Supplier<RegistryMutant> mutant) {
        assertThat(Stream.iterate(1L, seed -> seed + 1)
                        .limit(MOST_HISTORIES)
                        .anyMatch(seed ->
                                !new RegistryHistory(seed, mutant.get()).run().isEmpty()))
                .isTrue();
    }
}
