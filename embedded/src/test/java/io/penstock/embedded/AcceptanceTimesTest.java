package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.event.EventKey;
import io.penstock.ledger.EventRecord;
import io.penstock.ledger.PlannedEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clocks that are wrong, or were.
final class AcceptanceTimesTest {
    private static final Duration RETENTION = Duration.ofDays(2);
    private static final Instant AHEAD = Samples.START.plus(Duration.ofDays(365));

    @TempDir
    Path directory;

    private EngineFixture gateway;

    @BeforeEach
    void open() {
        gateway = new EngineFixture(directory, options -> options.withRetention(RETENTION));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void theyDoNotGoBackWithTheClock() {
        gateway.plan("1");
        gateway.clock.set(Samples.START.minus(Duration.ofDays(365)));
        gateway.plan("2");
        gateway.clock.advance(Duration.ofMinutes(59));
        gateway.plan("3");
        gateway.clock.set(Samples.START.plusSeconds(5));
        gateway.plan("4");

        assertThat(acceptedAt("2")).isEqualTo(Samples.START);
        assertThat(acceptedAt("3")).isEqualTo(Samples.START);
        assertThat(acceptedAt("4")).isEqualTo(Samples.START.plusSeconds(5));
    }

    @Test
    void aClockThatWasAheadIsForgottenAnHourAfterItWasSetRight() {
        gateway.clock.set(AHEAD);
        gateway.plan("ahead");
        gateway.clock.set(Samples.START);
        gateway.plan("1");
        gateway.clock.advance(Duration.ofHours(1).minusMillis(1));
        gateway.plan("2");
        gateway.clock.advance(Duration.ofMillis(1));
        gateway.plan("3");
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.plan("4");

        assertThat(acceptedAt("1")).isEqualTo(AHEAD);
        assertThat(acceptedAt("2")).isEqualTo(AHEAD);
        assertThat(acceptedAt("3")).isEqualTo(Samples.START.plus(Duration.ofHours(1)));
        assertThat(acceptedAt("4"))
                .isEqualTo(Samples.START.plus(Duration.ofHours(1).plusSeconds(1)));
    }

    @Test
    void aSmallLeadIsKeptForGood() {
        gateway.clock.set(Samples.START.plus(PlanContext.MAX_LEAD));
        gateway.plan("ahead");
        gateway.clock.set(Samples.START);
        gateway.plan("1");

        assertThat(acceptedAt("1")).isEqualTo(Samples.START.plus(PlanContext.MAX_LEAD));
    }

    @Test
    void whatWasAcceptedUnderAClockThatWasAheadIsErasedWithWhatCameAfterIt() {
        gateway.clock.set(AHEAD);
        var batch = new ArrayList<PlannedEvent>();
        for (int i = 0; i < 500; i++) {
            batch.add(Samples.planned(Samples.event("ahead-" + i), AHEAD, 1));
        }
        gateway.engine().plans().plan(batch);
        gateway.clock.set(Samples.START);
        gateway.plan("1");
        gateway.clock.advance(PlanContext.BELIEVED_AFTER);
        gateway.plan("2");
        gateway.clock.advance(RETENTION.minusMillis(1));
        prune();
        assertThat(find("ahead-0")).isPresent();
        assertThat(find("2")).isPresent();

        gateway.clock.advance(Duration.ofMillis(1));
        gateway.plan("3");
        prune();

        assertThat(find("ahead-0")).isEmpty();
        assertThat(find("1")).isEmpty();
        assertThat(find("2")).isEmpty();
        assertThat(find("3")).isPresent();
        assertThat(gateway.engine().parking().look()).isEmpty();
    }

    private void prune() {
        while (gateway.engine().housekeep(gateway.clock.instant())) {
            // There is more.
        }
    }

    private Instant acceptedAt(String id) {
        return find(id).orElseThrow().acceptedAt();
    }

    private Optional<EventRecord> find(String id) {
        return gateway.engine().ledger().event(Samples.TENANT, EventKey.of(Samples.TENANT, "/shop", id));
    }
}
