package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.event.Event;
import io.penstock.event.ExtensionValue;
import io.penstock.input.InvalidInputException;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Events with a `partitionkey`, where there is a queue that keeps an order.
class OrderedIntakeTest {
    private final TestClock clock = new TestClock();
    private final Sent unordered = new Sent();
    private final Sent ordered = new Sent();
    private final TenantUid tenant = TestTenants.uid();
    private final QueueIntake intake = new QueueIntake(unordered, ordered, new InMemoryBlobs(), clock, new Random(1));

    /// Keeps what is sent, unless it is full.
    private static final class Sent implements MessageQueue {
        private final List<Message> messages = new ArrayList<>();
        private boolean isFull;

        @Override
        public List<Integer> send(List<Message> sending) {
            if (isFull) {
                return IntStream.range(0, sending.size()).boxed().toList();
            }
            messages.addAll(sending);
            return List.of();
        }

        List<String> groups() {
            return messages.stream().map(Message::group).toList();
        }

        List<String> ids() {
            return messages.stream()
                    .map(message -> ((Envelopes.ToPlan.Event) Envelopes.toPlan(message.body()))
                            .accepted()
                            .event()
                            .event(new InMemoryBlobs())
                            .id())
                    .toList();
        }
    }

    private static Event event(String id, String key) {
        return new Event(
                id,
                "/shop",
                "order.created",
                null,
                null,
                null,
                null,
                key.equals("-") ? Map.of() : Map.of("partitionkey", new ExtensionValue.Text(key)),
                null);
    }

    @Test
    void eventsOfAKeyAreAGroupInTheirOrderAndTheOthersGoAsEver() {
        intake.accept(tenant, List.of(event("1", "a"), event("2", "-"), event("3", "b"), event("4", "a")));

        assertThat(ordered.ids()).containsExactly("1", "3", "4");
        assertThat(ordered.groups().get(0))
                .isEqualTo(ordered.groups().get(2))
                .isNotEqualTo(ordered.groups().get(1));
        assertThat(unordered.ids()).containsExactly("2");
        assertThat(unordered.groups()).containsExactly(tenant.value().text());
    }

    @Test
    void theSameKeyOfTwoTenantsIsTwoGroups() {
        intake.accept(tenant, List.of(event("1", "a")));
        intake.accept(TestTenants.uid(), List.of(event("1", "a")));

        assertThat(ordered.groups()).doesNotHaveDuplicates();
    }

    @Test
    void anyKeyIsAGroupThatQueuesTake() {
        intake.accept(tenant, List.of(event("1", "a b\u00fc"), event("2", "x".repeat(500))));

        assertThat(ordered.groups()).allMatch(group -> group.matches("[0-9a-z]{1,128}"));
    }

    @Test
    void noneIsAcceptedIfTheOrderedOnesAreNotTaken() {
        ordered.isFull = true;

        assertThatExceptionOfType(IntakeRefusedException.class)
                .isThrownBy(() -> intake.accept(tenant, List.of(event("1", "-"), event("2", "a"))));
    }

    @Test
    void withoutSuchAQueueAKeyIsAnAttributeLikeAnyOther() {
        new QueueIntake(unordered, new InMemoryBlobs(), clock, new Random(1))
                .accept(tenant, List.of(event("1", "a"), event("2", "-")));

        assertThat(unordered.ids()).containsExactly("1", "2");
        assertThat(unordered.groups()).containsOnly(tenant.value().text());
    }

    @Test
    void moreOfOneKeyThanCanBeSentInTimeAreRefusedBeforeAnyIsSent() {
        var most = IntStream.range(0, QueueIntake.MAX_OF_KEY)
                .mapToObj(i -> event("event-" + i, "a"))
                .toList();
        assertThat(intake.accept(tenant, most)).hasSize(QueueIntake.MAX_OF_KEY);
        ordered.messages.clear();
        var more = new ArrayList<>(most);
        more.add(event("another", "b"));
        more.add(event("one-more", "a"));

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> intake.accept(tenant, more))
                .satisfies(e -> assertThat(e.field()).isEqualTo("partitionkey"));

        assertThat(ordered.messages).isEmpty();
    }
}
