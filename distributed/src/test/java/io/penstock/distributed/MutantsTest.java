package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The simulation finds every mistake that it is there to find.
class MutantsTest {
    private static final int MOST_HISTORIES = 3_000;

    static Stream<Named<Supplier<Mutant>>> mutants() {
        return Stream.of(
                Named.of("deletes the message first", Mutants.DeletesFirst::new),
                Named.of("writes an outcome without any condition", Mutants::outcomeWithoutCondition),
                Named.of("writes an outcome whichever attempt comes next", Mutants.OutcomeWithoutNext::new),
                Named.of("removes what is parked by its delivery", Mutants::removesByDelivery),
                Named.of("passes a minute of the due index too early", Mutants::cursorTooEarly),
                Named.of("removes wake-ups before it sends them", Mutants::sweepRemovesFirst),
                Named.of("removes what is parked before it sends it", Mutants::releaseRemovesFirst),
                Named.of("plans an event again", Mutants::plansAgain),
                Named.of("has nothing that repairs a replay", Mutants::replaysWithoutWakeUp),
                Named.of("begins another run each time that a page of a replay is done", Mutants::forgetsJobs),
                Named.of("has an older replay take over from a newer one", Mutants.TakesOver::new),
                Named.of("does not list the replays that run", Mutants::forgetsRunningReplays),
                Named.of("takes an empty lot off the list at once", Mutants::lotsGoAtOnce),
                Named.of("sends only what it has planned itself", Mutants.SendsOnlyNewPlans::new),
                Named.of("takes for sent what failed", Mutants::ignoresFailures),
                Named.of("takes for asked what failed", Mutants::ignoresPagesThatFailed),
                Named.of("gives all plans the same pages", Mutants::onePlanForAll),
                Named.of("deletes what failed without sending it again", Mutants::forgetsWhatFailed),
                Named.of("erases without a tombstone", Mutants::erasesWithoutTombstone),
                Named.of("leaves the blobs of what is erased", Mutants::leavesBlobs),
                Named.of("marks no delivery of what is erased", Mutants::marksNoDeliveries),
                Named.of("leaves deliveries of what is erased that nobody planned", Mutants::erasesOnlyWhatWasPlanned),
                Named.of("leaves what was answered to what is erased", Mutants::leavesAnswers),
                Named.of("takes what it wrote itself for another's", Mutants::meetsItself),
                Named.of("announces nothing for a message that is passed", Mutants.AnnouncesOnce::new),
                Named.of("repeats nothing for a message that is passed", Mutants.RepeatsNothing::new),
                Named.of("repeats nothing when it loses", Mutants.LosesInSilence::new),
                Named.of("tries an open circuit without a lease", Mutants::triesWithoutLease),
                Named.of("never closes a circuit", Mutants::neverCloses),
                Named.of("has nobody try an open circuit", Mutants::nobodyTries),
                Named.of("takes an event for younger than it is", () -> Mutants.mistakesAge(Duration.ofDays(1))),
                Named.of("takes an event for older than it is", () -> Mutants.mistakesAge(Duration.ofDays(-1))));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void aMutantIsFound(Supplier<Mutant> mutant) {
        assertThat(Stream.iterate(1L, seed -> seed + 1)
                        .limit(MOST_HISTORIES)
                        .anyMatch(seed -> !new History(seed, mutant.get()).run().isEmpty()))
                .isTrue();
    }
}
