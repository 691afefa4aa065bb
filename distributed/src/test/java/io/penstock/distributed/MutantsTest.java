package io.penstock.distributed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The simulation finds every mistake that it is there to find.
class MutantsTest {
    /// A mistake.
    ///
    /// @param what it does
    /// @param promise what it breaks
    /// @param mutant that makes it
    private record Mistake(String what, String promise, Supplier<Mutant> mutant) {}

    private static List<Mistake> mistakes() {
        return List.of(
                new Mistake("deletes the message first", "nothing accepted is lost", Mutants.DeletesFirst::new),
                new Mistake(
                        "writes an outcome without any condition",
                        "what has ended stays as it ended",
                        Mutants::outcomeWithoutCondition),
                new Mistake(
                        "writes an outcome whichever attempt comes next",
                        "an outcome is written only where `run` and `next` are the message's",
                        Mutants.OutcomeWithoutNext::new),
                new Mistake(
                        "removes what is parked by its delivery",
                        "what is parked is released",
                        Mutants::removesByDelivery),
                new Mistake("passes a minute of the due index too early", "a retry comes", Mutants::cursorTooEarly),
                new Mistake("removes wake-ups before it sends them", "a retry comes", Mutants::sweepRemovesFirst),
                new Mistake(
                        "removes what is parked before it sends it",
                        "what is parked is released",
                        Mutants::releaseRemovesFirst),
                new Mistake("plans an event again", "an event is planned once", Mutants::plansAgain),
                new Mistake(
                        "has nothing that repairs a replay",
                        "what is begun again is sent",
                        Mutants::replaysWithoutWakeUp),
                new Mistake(
                        "begins another run each time that a page of a replay is done",
                        "a replay begins each delivery once",
                        Mutants::forgetsJobs),
                new Mistake(
                        "has an older replay take over from a newer one",
                        "of two replays the newer one wins",
                        Mutants.TakesOver::new),
                new Mistake(
                        "lets attempts begin whoever has written since",
                        "no more begin than the throttle allows",
                        Mutants::admitsWithoutCondition),
                new Mistake(
                        "does not count what is under way",
                        "no more are under way than the throttle allows",
                        Mutants::countsNoAttempts),
                new Mistake(
                        "lets an attempt begin that takes no turn",
                        "no more begin than the throttle allows",
                        Mutants::takesNoTurns),
                new Mistake(
                        "lets a lane go on before what is first in it has ended",
                        "events of a key are delivered one after the other",
                        Mutants::advancesTooEarly),
                new Mistake(
                        "lets a lane go on that is blocked",
                        "what failed for good holds back the others where that is wanted",
                        Mutants::passesBlockers),
                new Mistake(
                        "writes a lane whoever has written since",
                        "events of a key are delivered one after the other",
                        Mutants::lanesWithoutCondition),
                new Mistake(
                        "has nobody look at what waits in lanes",
                        "every delivery comes to an end",
                        Mutants::forgetsWhatWaitsInLanes),
                new Mistake(
                        "begins again in a lane unseen by who takes out what has ended",
                        "events of a key are delivered one after the other",
                        Mutants::beginsAgainUnseen),
                new Mistake(
                        "does not list the replays that run",
                        "a replay comes to its end",
                        Mutants::forgetsRunningReplays),
                new Mistake(
                        "takes an empty lot off the list at once", "what is parked is released", Mutants::lotsGoAtOnce),
                new Mistake(
                        "sends only what it has planned itself",
                        "nothing accepted is lost",
                        Mutants.SendsOnlyNewPlans::new),
                new Mistake("takes for sent what failed", "nothing accepted is lost", Mutants::ignoresFailures),
                new Mistake(
                        "takes for asked what failed",
                        "a long plan is sent to its end",
                        Mutants::ignoresPagesThatFailed),
                new Mistake(
                        "gives all plans the same pages",
                        "an event goes to whom its plan says",
                        Mutants::onePlanForAll),
                new Mistake(
                        "deletes what failed without sending it again",
                        "a failure of our own loses nothing",
                        Mutants::forgetsWhatFailed),
                new Mistake(
                        "erases without a tombstone",
                        "what is erased is accepted no more",
                        Mutants::erasesWithoutTombstone),
                new Mistake(
                        "leaves the blobs of what is erased",
                        "of what is erased nothing is left",
                        Mutants::leavesBlobs),
                new Mistake(
                        "marks no delivery of what is erased",
                        "of what is erased nothing is left",
                        Mutants::marksNoDeliveries),
                new Mistake(
                        "leaves deliveries of what is erased that nobody planned",
                        "of what is erased nothing is left",
                        Mutants::erasesOnlyWhatWasPlanned),
                new Mistake(
                        "leaves what was answered to what is erased",
                        "of what is erased nothing is left",
                        Mutants::leavesAnswers),
                new Mistake(
                        "takes what it wrote itself for another's", "nothing accepted is lost", Mutants::meetsItself),
                new Mistake(
                        "announces nothing for a message that is passed",
                        "how a delivery ended is announced",
                        Mutants.AnnouncesOnce::new),
                new Mistake(
                        "repeats nothing for a message that is passed",
                        "nothing accepted is lost",
                        Mutants.RepeatsNothing::new),
                new Mistake("repeats nothing when it loses", "nothing accepted is lost", Mutants.LosesInSilence::new),
                new Mistake(
                        "tries an open circuit without a lease",
                        "one attempt at a time tries an open circuit",
                        Mutants::triesWithoutLease),
                new Mistake(
                        "never closes a circuit",
                        "a receiver that is back gets what waits for it",
                        Mutants::neverCloses),
                new Mistake(
                        "has nobody try an open circuit",
                        "a receiver that is back gets what waits for it",
                        Mutants::nobodyTries),
                new Mistake(
                        "takes an event for younger than it is",
                        "nothing is sent outside of what the policy allows",
                        () -> Mutants.mistakesAge(Duration.ofDays(1))),
                new Mistake(
                        "takes an event for older than it is",
                        "nothing is sent outside of what the policy allows",
                        () -> Mutants.mistakesAge(Duration.ofDays(-1))));
    }

    @Test
    void eachMistakeIsFoundInAsManyHistoriesAsIsWrittenDown() throws Exception {
        var found = new ArrayList<MutantTable.Row>();
        for (var mistake : mistakes()) {
            found.add(new MutantTable.Row(mistake.what(), mistake.promise(), histories(mistake.mutant())));
        }
        MutantTable.check("Events and deliveries", found);
    }

    private static long histories(Supplier<Mutant> mutant) {
        return LongStream.rangeClosed(1, MutantTable.MOST_HISTORIES)
                .filter(seed -> !new History(seed, mutant.get()).run().isEmpty())
                .findFirst()
                .orElse(0);
    }
}
