package io.penstock.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.delivery.ParkReason;
import io.penstock.ledger.PlannedEvent;
import io.penstock.subscription.SubscriptionFixture;
import io.penstock.tenant.Tenant;
import io.penstock.testing.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The queue with room for a few deliveries only, beside a model of what it must say: every step at random,
/// in every order.
final class QueueModelTest {
    private static final int SUBSCRIPTIONS = 4;
    private static final int STEPS = 1_000;
    private static final Duration RETENTION = Duration.ofHours(1);

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();
    private final Map<List<Object>, Row> rows = new HashMap<>();
    private final Set<DeliveryMessage> underWay = new HashSet<>();
    private Random random = new Random();
    private @Nullable EmbeddedEngine opened;
    private int events;

    /// What the model knows of a delivery.
    private static final class Row {
        private final PlannedEvent event;
        private final DeliveryMessage first;
        private int run = 1;
        private int next = 1;
        private DeliveryState state = DeliveryState.WAITING;
        private Instant due;

        Row(PlannedEvent event, DeliveryMessage first, Instant due) {
            this.event = event;
            this.first = first;
            this.due = due;
        }

        boolean isKept(Instant now) {
            return event.acceptedAt().plus(RETENTION).isAfter(now);
        }

        DeliveryMessage message() {
            return new DeliveryMessage(first.event(), first.subscription(), run, next);
        }

        boolean isDue(Instant now) {
            return state == DeliveryState.WAITING && !due.isAfter(now);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverHappensEveryDeliveryIsHandedOutWhenItIsDueAndNotTwice(long seed) {
        random = new Random(seed);
        open();
        engine().tenants().put(new Tenant(Samples.TENANT, "acme", "Acme", Samples.START));
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            var made = SubscriptionFixture.of(Samples.TENANT).uid(Samples.subscription(i));
            engine().subscriptions().put(made.subscription(), 0);
        }
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        finishAll();
        assertThat(rows.values()).allMatch(row -> row.state.isFinal());
        assertThat(engine().parking().look()).isEmpty();
        assertThat(engine().queue().inMemory()).isEqualTo(new DispatchQueue.InMemory(0, 0));
        engine().close();
    }

    private void open() {
        var options = EmbeddedOptions.in(directory)
                .withRetention(RETENTION)
                .withWindow(1 + random.nextInt(4), 3 + random.nextInt(6), 500 + random.nextInt(8_000))
                .withAttempts(1 + random.nextInt(4), 4 + random.nextInt(8));
        opened = EngineFixture.open(options, clock);
    }

    private EmbeddedEngine engine() {
        return requireNonNull(opened);
    }

    private void step() {
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> plan();
            case 3, 4, 5, 6, 7 -> take();
            case 8, 9, 10 -> finish();
            case 11 -> advance(Duration.ofMillis(random.nextInt(3_000)));
            case 12 -> rarely();
            default -> replay();
        }
    }

    private void rarely() {
        switch (random.nextInt(8)) {
            case 0 -> {
                engine().close();
                underWay.clear();
                open();
            }
            case 1 -> cancel();
            case 2, 3 -> release();
            case 4 -> advance(Duration.ofMinutes(random.nextInt(25)));
            case 5 -> expire();
            default -> giveBack();
        }
    }

    /// Moves the clock; what has passed its retention by then is removed.
    private void advance(Duration step) {
        clock.advance(step);
        while (engine().housekeep(clock.instant())) {
            // There is more to remove.
        }
        rows.values().removeIf(row -> !row.isKept(clock.instant()));
    }

    private void expire() {
        var now = clock.instant();
        var expired = rows.values().stream()
                .filter(row -> row.state == DeliveryState.PARKED && expires(row).isBefore(now))
                .toList();
        assertThat(engine().parking().expire(now, Integer.MAX_VALUE)).isEqualTo(expired.size());
        expired.forEach(row -> row.state = DeliveryState.EXPIRED);
    }

    private static Instant expires(Row row) {
        return row.event.acceptedAt().plus(RETENTION).minus(RETENTION.dividedBy(10));
    }

    private void plan() {
        var batch = new ArrayList<PlannedEvent>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            var subscriptions = random.ints(0, SUBSCRIPTIONS).distinct().limit(1 + random.nextInt(3));
            var event = Samples.event("event-" + events++, new byte[1 + random.nextInt(600)]);
            batch.add(Samples.planned(event, clock.instant(), subscriptions.toArray()));
        }
        engine().plans().plan(batch);
        for (var planned : batch) {
            for (var subscription : planned.plan().subscriptions()) {
                var message = new DeliveryMessage(planned.key(), subscription, 1, 1);
                rows.put(List.of(planned.key(), subscription), new Row(planned, message, clock.instant()));
            }
        }
    }

    private void take() {
        var message = engine().queue().next(clock.instant());
        if (message == null) {
            return;
        }
        var row = row(message);
        assertThat(row.message()).isEqualTo(message);
        assertThat(row.isDue(clock.instant())).isTrue();
        assertThat(underWay.add(message)).as("handed out once").isTrue();
        if (random.nextBoolean()) {
            var begun = engine().deliveries().begin(message);
            assertThat(begun).isInstanceOf(Beginning.Begun.class);
            assertThat(((Beginning.Begun) begun).event()).isEqualTo(row.event.event());
        }
    }

    private void finish() {
        if (underWay.isEmpty()) {
            return;
        }
        var message = pick(underWay.stream().toList());
        underWay.remove(message);
        var row = rows.get(List.<Object>of(message.event(), message.subscription()));
        boolean current = row != null && row.message().equals(message) && !row.state.isFinal();
        if (random.nextInt(8) == 0 && !current) {
            assertThat(engine().deliveries().begin(message)).isEqualTo(new Beginning.Passed());
            return;
        }
        var next = next(message);
        boolean delivered = next instanceof Next.End(var state, var _) && state == DeliveryState.DELIVERED;
        boolean wins = row != null && delivered && row.run == message.run() && !row.state.isFinal();
        var outcome = delivered ? new Outcome.Delivered() : Samples.failed();
        assertThat(engine().deliveries().finish(message, Samples.attempt(message, clock.instant(), outcome), next))
                .isEqualTo(current || wins);
        if (row != null && (current || wins)) {
            write(row, next);
        }
    }

    private Next next(DeliveryMessage message) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> new Next.End(DeliveryState.DELIVERED, "");
            case 3 -> new Next.End(DeliveryState.EXHAUSTED, "the last attempt failed");
            case 4 -> new Next.Park(ParkReason.PAUSED);
            case 5 -> new Next.TryAt(message.n() + 1, clock.instant());
            default -> new Next.TryAt(message.n() + 1, clock.instant().plusMillis(random.nextInt(4_000)));
        };
    }

    private static void write(Row row, Next next) {
        switch (next) {
            case Next.TryAt(int n, Instant due, var _) -> {
                row.state = DeliveryState.WAITING;
                row.next = n;
                row.due = due;
            }
            case Next.Park _ -> row.state = DeliveryState.PARKED;
            case Next.End(var state, var _) -> row.state = state;
            case Next.Refuse _ -> row.state = DeliveryState.REFUSED;
        }
    }

    private void replay() {
        if (rows.isEmpty() || random.nextInt(4) > 0) {
            return;
        }
        var row = pick(rows.values().stream().toList());
        assertThat(engine().replays().replay(Samples.TENANT, row.first.delivery()))
                .isTrue();
        row.run++;
        row.next = 1;
        row.state = DeliveryState.WAITING;
        row.due = clock.instant();
    }

    private void cancel() {
        var subscription = Samples.subscription(random.nextInt(SUBSCRIPTIONS));
        var unfinished = rows.values().stream()
                .filter(row -> row.first.subscription().equals(subscription) && !row.state.isFinal())
                .toList();
        assertThat(engine().parking().cancel(subscription, "cancelled", Integer.MAX_VALUE))
                .isEqualTo(unfinished.size());
        unfinished.forEach(row -> row.state = DeliveryState.CANCELLED);
    }

    private void release() {
        var subscription = Samples.subscription(random.nextInt(SUBSCRIPTIONS));
        var parked = rows.values().stream()
                .filter(row -> row.first.subscription().equals(subscription) && row.state == DeliveryState.PARKED)
                .toList();
        assertThat(engine().parking().release(subscription, ParkReason.PAUSED, Integer.MAX_VALUE))
                .isEqualTo(parked.size());
        for (var row : parked) {
            row.state = DeliveryState.WAITING;
            row.due = clock.instant();
            // Its row says now what a message says that may still be in somebody's hands.
            underWay.remove(row.message());
        }
    }

    private void giveBack() {
        if (!underWay.isEmpty()) {
            var message = pick(underWay.stream().toList());
            underWay.remove(message);
            engine().queue().giveBack(message);
        }
    }

    private void finishAll() {
        while (rows.values().stream().anyMatch(row -> !row.state.isFinal())) {
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                engine().parking().release(Samples.subscription(i), ParkReason.PAUSED, Integer.MAX_VALUE);
            }
            rows.values().stream()
                    .filter(row -> row.state == DeliveryState.PARKED)
                    .forEach(row -> {
                        row.state = DeliveryState.WAITING;
                        row.due = clock.instant();
                    });
            advance(Duration.ofSeconds(5));
            if (rows.values().stream().allMatch(row -> row.state.isFinal())) {
                break;
            }
            for (var message : List.copyOf(underWay)) {
                underWay.remove(message);
                deliver(message);
            }
            var message = engine().queue().next(clock.instant());
            assertThat(message).as("something is due").isNotNull();
            while (message != null) {
                assertThat(row(message).message()).isEqualTo(message);
                deliver(message);
                message = engine().queue().next(clock.instant());
            }
        }
        List.copyOf(underWay).forEach(this::deliver);
    }

    private void deliver(DeliveryMessage message) {
        var end = new Next.End(DeliveryState.DELIVERED, "");
        var attempt = Samples.attempt(message, clock.instant(), new Outcome.Delivered());
        if (engine().deliveries().finish(message, attempt, end)) {
            row(message).state = DeliveryState.DELIVERED;
        }
    }

    private Row row(DeliveryMessage message) {
        return requireNonNull(rows.get(List.<Object>of(message.event(), message.subscription())));
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
