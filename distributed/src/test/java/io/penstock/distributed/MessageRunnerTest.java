package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Concurrency;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.distributed.MessageRunner.Kept;
import io.penstock.distributed.MessageRunner.Received;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageRunnerTest {
    private static final Duration NEEDED = Duration.ofSeconds(20);
    private static final Duration ENOUGH = Duration.ofSeconds(60);

    private final TestClock clock = new TestClock();
    private final InMemoryQueue queue = new InMemoryQueue(clock);
    private final FailingQueue failing = new FailingQueue(queue);
    private final List<String> done = new ArrayList<>();
    private final Set<String> broken = new HashSet<>();
    private final MessageRunner runner = runner(Concurrency.NONE);

    private MessageRunner runner(Concurrency concurrency) {
        return new MessageRunner(this::step, failing, concurrency, NEEDED);
    }

    private void step(String body) {
        var message = Envelopes.delivery(body);
        if (broken.contains(body(message.n()))) {
            throw new IllegalStateException("the table is not there");
        }
        done.add(body);
    }

    private static String body(int n) {
        return Envelopes.write(
                new DeliveryMessage(new EventKey(new Id128(5, 6)), new SubscriptionUid(new Id128(7, 8)), 1, n));
    }

    private static Received message(int n) {
        return received(body(n), null, 1);
    }

    private static Received inGroup(String group, int n) {
        return received(body(n), group, 1);
    }

    private static Received received(String body, @Nullable String group, int receives) {
        return new Received("id of " + body, body, group, receives);
    }

    private static Kept kept(Received message, Duration visibleIn) {
        return new Kept(message.id(), visibleIn);
    }

    private List<Kept> run(Received... batch) {
        return runner.run(List.of(batch), () -> ENOUGH);
    }

    /// The only message that is sent, and how long it was until it came out.
    private String sentAgainAfter(Duration pause) {
        assertThat(queue.nextVisible()).contains(clock.instant().plus(pause));
        clock.advance(pause);
        var sent = queue.receive(10, Duration.ofDays(1));
        assertThat(sent).hasSize(1);
        queue.delete(sent.getFirst().number());
        return sent.getFirst().body();
    }

    @Test
    void whatIsDoneIsNotKept() {
        assertThat(run(message(1), message(2))).isEmpty();

        assertThat(done).containsExactly(body(1), body(2));
        assertThat(queue.size()).isZero();
    }

    @Test
    void oneThatFailsIsSentAgainInsteadAndTheOthersAreDone() {
        broken.add(body(1));

        assertThat(run(message(1), message(2))).isEmpty();

        assertThat(done).containsExactly(body(2));
        var again = sentAgainAfter(Duration.ofSeconds(30));
        assertThat(Envelopes.delivery(again)).isEqualTo(Envelopes.delivery(body(1)));
        broken.clear();
        assertThat(run(received(again, null, 1))).isEmpty();
        assertThat(done).containsExactly(body(2), again);
    }

    @Test
    void thePauseGrowsToAQuarterOfAnHourAndTheQueueIsLeftAloneInTheEnd() {
        broken.add(body(1));
        var body = body(1);
        for (int seconds : List.of(30, 60, 120, 240, 480)) {
            assertThat(run(received(body, null, 1))).isEmpty();
            body = sentAgainAfter(Duration.ofSeconds(seconds));
        }
        for (int i = 5; i < MessageRunner.MAX_HOPS; i++) {
            assertThat(run(received(body, null, 1))).isEmpty();
            body = sentAgainAfter(Duration.ofMinutes(15));
        }

        var last = received(body, null, 3);

        assertThat(run(last)).containsExactly(kept(last, Duration.ofMinutes(2)));
        assertThat(queue.size()).isZero();
        broken.clear();
        assertThat(run(last)).isEmpty();
        assertThat(done).containsExactly(body);
    }

    @Test
    void whatIsSentAgainKeepsEveryMemberAndTheGroupOfItsQueue() {
        var body = """
                {"later":{"a":[1,"x"]},"form":1,"event":"evt_0000000000002g000000000006",\
                "subscription":"0000000000003g000000000008","hops":4,"run":1,"n":1}""";

        var again = Envelopes.again(body);

        assertThat(again.hops()).isEqualTo(5);
        assertThat(again.group()).isEqualTo("0000000000003g000000000008");
        assertThat(again.body()).isEqualTo("""
                {"later":{"a":[1,"x"]},"form":1,"event":"evt_0000000000002g000000000006",\
                "subscription":"0000000000003g000000000008","run":1,"n":1,"hops":5}""");
    }

    @Test
    void oneThatIsNotTakenByTheQueueStaysForLongerEachTime() {
        broken.add(body(1));
        failing.fail(_ -> true);

        var first = received(body(1), null, 1);
        assertThat(run(first)).containsExactly(kept(first, Duration.ofSeconds(30)));
        var third = received(body(1), null, 3);
        assertThat(run(third)).containsExactly(kept(third, Duration.ofMinutes(2)));
        var hundredth = received(body(1), null, 100);
        assertThat(run(hundredth)).containsExactly(kept(hundredth, Duration.ofMinutes(15)));
    }

    @Test
    void aQueueThatIsNotThereKeepsTheMessageAndHarmsNoOther() {
        broken.add(body(1));
        failing.fail(_ -> {
            throw new IllegalStateException("the queue is not there");
        });

        assertThat(run(message(1), message(2))).containsExactly(kept(message(1), Duration.ofSeconds(30)));
        assertThat(done).containsExactly(body(2));
    }

    @Test
    void whatNobodyCanReadIsNeverSentAgain() {
        var garbage = received("{\"hello\":1}", null, 1);
        var later = received(body(1).replace("\"form\":1", "\"form\":2"), null, 1);

        assertThat(run(garbage, later))
                .containsExactly(kept(garbage, MessageRunner.GIVEN_BACK), kept(later, Duration.ofSeconds(30)));
        assertThat(queue.size()).isZero();
    }

    @Test
    void inAGroupWhatComesBehindAFailureIsKeptWithIt() {
        broken.add(body(2));
        var failed = inGroup("a", 2);
        var behind = inGroup("a", 4);

        assertThat(run(inGroup("a", 1), failed, inGroup("b", 3), behind, inGroup("b", 5)))
                .containsExactly(kept(failed, Duration.ofSeconds(30)), kept(behind, Duration.ofSeconds(30)));

        assertThat(done).containsExactly(body(1), body(3), body(5));
        assertThat(queue.size()).isZero();
    }

    @Test
    void aGroupIsRunInItsOrderWhateverRunsFirst() {
        runner(tasks -> tasks.reversed().forEach(Runnable::run))
                .run(List.of(inGroup("a", 1), inGroup("b", 2), inGroup("a", 3)), () -> ENOUGH);

        assertThat(done).containsExactly(body(2), body(1), body(3));
    }

    @Test
    void whatThereIsNoTimeForIsGivenBack() {
        var times = new ArrayDeque<>(List.of(NEEDED, NEEDED.minusMillis(1), NEEDED));

        var kept = runner.run(List.of(message(1), message(2), message(3)), times::remove);

        assertThat(kept).containsExactly(kept(message(2), MessageRunner.GIVEN_BACK));
        assertThat(done).containsExactly(body(1), body(3));
    }

    @Test
    void inAGroupWhatComesBehindIsGivenBackToo() {
        var times = new ArrayDeque<>(List.of(NEEDED, NEEDED.minusMillis(1)));

        var kept = runner.run(List.of(inGroup("a", 1), inGroup("a", 2), inGroup("a", 3)), times::remove);

        assertThat(kept)
                .containsExactly(
                        kept(inGroup("a", 2), MessageRunner.GIVEN_BACK),
                        kept(inGroup("a", 3), MessageRunner.GIVEN_BACK));
    }

    @Test
    void whatHasNotComeToItsEndIsKept() {
        var kept = runner(tasks -> tasks.getFirst().run()).run(List.of(message(1), message(2)), () -> ENOUGH);

        assertThat(kept).containsExactly(kept(message(2), Duration.ofSeconds(30)));
    }
}
