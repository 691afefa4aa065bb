package io.penstock.function.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.registry.SnapshotKeeper;
import io.penstock.function.announce.RegistryStream.Change;
import io.penstock.identity.Id128;
import io.penstock.tenant.TenantUid;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RegistryStreamTest {
    @Test
    void theChangesOfAStreamAreReadInTheirOrder() throws Exception {
        try (var sample = Files.newInputStream(Path.of("../../events/announce-stream.json"))) {
            var changes = RegistryStream.read(sample);

            assertThat(changes)
                    .extracting(Change::sequence)
                    .containsExactly(
                            "4421584500000000017450439091",
                            "4421584500000000017450439092",
                            "4421584500000000017450439093");
            assertThat(changes)
                    .extracting(Change::at)
                    .startsWith(Instant.ofEpochSecond(1_792_137_600), Instant.ofEpochSecond(1_792_137_601));
            var key = new Key("changes#00000000000000000000000001", "0000000000000000001");
            assertThat(changes.get(0).key()).isEqualTo(key);
            assertThat(changes.get(0).before()).isNull();
            assertThat(changes.get(0).after())
                    .isEqualTo(Item.at(key, 1)
                            .with("kind", "created")
                            .with("bytes", new byte[] {1, 2})
                            .with("at", Instant.ofEpochMilli(1_792_137_600_123L)));
            assertThat(changes.get(1).before()).isNotNull();
            assertThat(changes.get(1).after()).isNotNull();
            assertThat(changes.get(2).before()).isNotNull();
            assertThat(changes.get(2).after()).isNull();
        }
    }

    @Test
    void whatHasNoRecordsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryStream.read(
                        new ByteArrayInputStream("{\"Records\":[]}".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aChangeOfSubscriptionsSaysWhoseTheyAre() {
        assertThat(SnapshotKeeper.tenantOf("changes#00000000000000000000000001"))
                .contains(new TenantUid(Id128.parse("00000000000000000000000001")));
        assertThat(SnapshotKeeper.tenantOf("tenant#00000000000000000000000001")).isEmpty();
    }
}
