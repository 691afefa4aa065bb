package io.penstock.distributed.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.distributed.MutantTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The registry keeps its promises in random histories of processes that come in between each other and die. What fails
/// says its seed; `-Dpenstock.seed=…` runs that one only. And the histories find every mistake that they are there to
/// find.
class RegistrySimulationTest {
    private static final int HISTORIES = 300;
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

    /// A mistake.
    ///
    /// @param what it does
    /// @param promise what it breaks
    /// @param mutant that makes it
    private record Mistake(String what, String promise, Supplier<RegistryMutant> mutant) {}

    private static List<Mistake> mistakes() {
        return List.of(
                new Mistake(
                        "writes a head whoever has written it",
                        "of two changes one comes first",
                        RegistryMutant::headWithoutCondition),
                new Mistake(
                        "has nothing that is done again",
                        "a change is done to its end",
                        RegistryMutant::nothingToBeDoneAgain),
                new Mistake(
                        "leaves to others what is to be done",
                        "who has seen a version finds all as it has it",
                        RegistryMutant::readersLeaveItToOthers),
                new Mistake(
                        "writes late over what came later",
                        "who has seen a version finds all as it has it",
                        RegistryMutant::lateEffectsWin),
                new Mistake(
                        "deletes without a trace",
                        "what was deleted stays deleted",
                        RegistryMutant::deletedWithoutTrace),
                new Mistake(
                        "forgets what was wanted",
                        "why something did not match can be told",
                        RegistryMutant::forgetsWhatWasWanted),
                new Mistake(
                        "cuts the log too early",
                        "an event is matched by a version that there was",
                        RegistryMutant::cutsTheLogTooEarly),
                new Mistake(
                        "uses a snapshot before it is there",
                        "an event is matched by a version that there was",
                        RegistryMutant::usesSnapshotsBeforeTheyAreThere),
                new Mistake(
                        "gives snapshots of a version the same name",
                        "an event is matched by a version that there was",
                        RegistryMutant::snapshotsOfTheSameName),
                new Mistake(
                        "removes the snapshot of another",
                        "an event is matched by a version that there was",
                        RegistryMutant::removesSnapshotsOfOthers));
    }

    @Test
    void eachMistakeIsFoundInAsManyHistoriesAsIsWrittenDown() throws Exception {
        var found = new ArrayList<MutantTable.Row>();
        for (var mistake : mistakes()) {
            found.add(new MutantTable.Row(mistake.what(), mistake.promise(), histories(mistake.mutant())));
        }
        MutantTable.check("Tenants, keys, subscriptions", found);
    }

    private static long histories(Supplier<RegistryMutant> mutant) {
        return LongStream.rangeClosed(1, MutantTable.MOST_HISTORIES)
                .filter(seed -> !new RegistryHistory(seed, mutant.get()).run().isEmpty())
                .findFirst()
                .orElse(0);
    }
}
