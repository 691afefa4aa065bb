package io.penstock.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.event.EventKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WindowsTest {
    private static final int ATTEMPTS = 64;

    private final Windows windows =
            new Windows(EmbeddedOptions.in(Path.of("nowhere")).withAttempts(ATTEMPTS, ATTEMPTS));

    @Test
    void anAttemptThatHasEndedMakesRoomForAnotherBeforeItsOutcomeIsWritten() {
        ready(2 * ATTEMPTS);
        var underWay = startAll();
        assertThat(underWay).hasSize(ATTEMPTS);

        windows.end(underWay.getFirst());

        assertThat(startAll()).hasSize(1);
    }

    @Test
    void whoseOutcomesAreNotWrittenCountAgainFromALimitOn() {
        ready(3 * ATTEMPTS);
        var underWay = startAll();
        int most = Windows.maxUnwritten(ATTEMPTS);
        underWay.forEach(windows::end);

        assertThat(startAll()).hasSize(most);
        assertThat(windows.inFlightCount()).isEqualTo(ATTEMPTS);

        windows.release(underWay.getFirst().message());
        assertThat(startAll()).isEmpty();
        windows.end(underWay.getLast());
        assertThat(startAll()).hasSize(1);
    }

    @Test
    void everythingIsFreeOnceAllOutcomesAreWritten() {
        ready(2 * ATTEMPTS);
        var underWay = startAll();
        underWay.forEach(windows::end);
        underWay.addAll(startAll());

        underWay.forEach(entry -> windows.release(entry.message()));

        assertThat(windows.inFlightCount()).isZero();
        assertThat(startAll()).hasSize(2 * ATTEMPTS - underWay.size());
    }

    /// Deliveries that are due, each of another tenant.
    private void ready(int count) {
        for (int i = 0; i < count; i++) {
            var event = Samples.event("event-" + i);
            var name = new Names.Name(i, Samples.subscription(i), i, "subscription-" + i);
            var key = EventKey.of(Samples.TENANT, event.source(), event.id());
            var message = new DeliveryMessage(key, name.uid(), 1, 1);
            var stored = new StoredEvent(i + 1, key, Samples.START, event);
            windows.due(windows.window(name), stored, message, Long.MAX_VALUE);
        }
    }

    private List<Entry> startAll() {
        var started = new ArrayList<Entry>();
        while (windows.hasNext()) {
            started.add(requireNonNull(windows.next()));
        }
        return started;
    }
}
