package io.penstock.distributed.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.access.TestKeys;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentKeysTest {
    private static final String ID = "key_1";

    private final Scene scene = new Scene();
    private final DistributedRegistry here = scene.open();
    private final DistributedRegistry elsewhere = scene.open();

    @Test
    void aKeyIsReadOnceInThirtySeconds() {
        elsewhere.keys().add(TestKeys.of(scene.acme.uid(), ID));
        assertThat(here.keys().find(ID)).isPresent();
        scene.reads.clear();

        scene.clock.advance(Duration.ofMillis(29_999));
        assertThat(here.keys().find(ID)).isPresent();
        assertThat(scene.reads).isEmpty();

        scene.clock.advance(Duration.ofMillis(1));
        assertThat(here.keys().find(ID)).isPresent();
        assertThat(scene.reads).isNotEmpty();
    }

    @Test
    void aKeyThatWasRevokedElsewhereIsWorthNothingAfterThirtySeconds() {
        here.keys().add(TestKeys.of(scene.acme.uid(), ID));
        assertThat(here.keys().find(ID)).isPresent();

        elsewhere.keys().revoke(scene.acme.uid(), ID);

        scene.clock.advance(Duration.ofSeconds(30));
        assertThat(here.keys().find(ID)).isEmpty();
    }

    @Test
    void aKeyThatWasRevokedHereIsWorthNothingAtOnce() {
        here.keys().add(TestKeys.of(scene.acme.uid(), ID));
        assertThat(here.keys().find(ID)).isPresent();

        assertThat(here.keys().revoke(scene.acme.uid(), ID)).isTrue();

        assertThat(here.keys().find(ID)).isEmpty();
    }

    @Test
    void aKeyThatIsMadeIsFoundAtOnce() {
        assertThat(here.keys().find(ID)).isEmpty();

        elsewhere.keys().add(TestKeys.of(scene.acme.uid(), ID));

        assertThat(here.keys().find(ID)).isPresent();
    }
}
