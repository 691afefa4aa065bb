package io.penstock.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.ledger.Acceptance;
import io.penstock.ledger.PlannedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ErasureTest {
    private static final String SECRET = "Ada-Lovelace-1815-";

    @TempDir
    Path directory;

    @Test
    void whatWasErasedIsInNoFileAnyMore() throws IOException {
        try (var gateway = new EngineFixture(directory, options -> options)) {
            // One that has pages of its own, and one that shares its page with others.
            var large = planned(gateway, "large", SECRET.repeat(10_000));
            var small = planned(gateway, "small", SECRET);
            gateway.engine().plans().plan(List.of(large, small));
            gateway.engine().checkpoint();
            assertThat(holdsSecret()).isTrue();

            assertThat(gateway.engine().erasure().erase(Samples.TENANT, large.key()))
                    .isTrue();
            assertThat(gateway.engine().erasure().erase(Samples.TENANT, small.key()))
                    .isTrue();
        }

        assertThat(holdsSecret()).isFalse();
    }

    private static PlannedEvent planned(EngineFixture gateway, String id, String data) {
        return Samples.planned(Samples.event(id, data.getBytes(UTF_8)), gateway.clock.instant());
    }

    private boolean holdsSecret() throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), ISO_8859_1).contains(SECRET)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void anErasedEventIsADuplicateBeyondAShortRetention() {
        try (var gateway = new EngineFixture(directory, options -> options.withRetention(Duration.ofDays(2)))) {
            gateway.plan("1", 1);
            var planned = Samples.planned(Samples.event("1", new byte[] {'1'}), gateway.clock.instant());
            gateway.engine().erasure().erase(Samples.TENANT, planned.key());
            gateway.clock.advance(Duration.ofDays(2));
            while (gateway.engine().housekeep(gateway.clock.instant())) {
                // There is more.
            }
            gateway.reopen();

            assertThat(gateway.plan(planned)).isEqualTo(Acceptance.Kind.DUPLICATE);
        }
    }
}
