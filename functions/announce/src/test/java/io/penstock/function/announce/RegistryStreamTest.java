package io.penstock.function.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.distributed.registry.SnapshotKeeper;
import io.penstock.function.announce.RegistryStream.Change;
import io.penstock.identity.Id128;
import io.penstock.tenant.TenantUid;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RegistryStreamTest {
    @Test
    void theChangesOfAStreamAreReadInTheirOrder() throws Exception {
        try (var sample = Files.newInputStream(Path.of("../../events/announce-stream.json"))) {
            assertThat(RegistryStream.read(sample))
                    .containsExactly(
                            new Change("4421584500000000017450439091", "changes#00000000000000000000000001"),
                            new Change("4421584500000000017450439092", "tenant#00000000000000000000000001"));
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
