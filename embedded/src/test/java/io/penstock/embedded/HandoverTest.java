package io.penstock.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.event.Event;
import io.penstock.event.EventKey;
import io.penstock.subscription.Throttle;
import io.penstock.testing.TestClock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class HandoverTest {
    private static final Names.Name SUBSCRIPTION = new Names.Name(1, Samples.subscription(1), 1, "orders");
    private static final Event EVENT = Samples.event("1");
    private static final EventKey KEY = EventKey.of(Samples.TENANT, EVENT.source(), EVENT.id());

    private final QueueMonitor monitor = new QueueMonitor(EmbeddedOptions.in(Path.of("nowhere")), _ -> Throttle.NONE);
    private final Handover handover = new Handover(monitor, new TestClock());

    /// The rows of a whole page are committed before the first of them is handed on.
    @Test
    void whatARefillHasBroughtOfAReplayBeforeItWasHandedOnIsNotStartedTwice() {
        var entry = underWay(2);

        handover.replayed(SUBSCRIPTION, 1, KEY, 2, States.WAITING);

        assertThat(entry.place()).isEqualTo(Entry.Place.IN_FLIGHT);
        assertThat(monitor.<Boolean>get(Windows::canRefill)).isFalse();
    }

    @Test
    void whatIsUnderWayOfAnEarlierRunIsOutdated() {
        var entry = underWay(1);

        handover.replayed(SUBSCRIPTION, 1, KEY, 2, States.WAITING);

        assertThat(entry.place()).isEqualTo(Entry.Place.GONE);
        assertThat(monitor.<Boolean>get(Windows::canRefill)).isTrue();
    }

    private Entry underWay(int run) {
        return monitor.get(windows -> {
            var message = new DeliveryMessage(KEY, SUBSCRIPTION.uid(), run, 1);
            var stored = new StoredEvent(1, KEY, Samples.START, EVENT);
            windows.due(windows.window(SUBSCRIPTION), stored, message, Long.MAX_VALUE);
            return requireNonNull(windows.next(TestClock.START));
        });
    }
}
