package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.embedded.DataDirectoryException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ServerStartTest extends ServerScene {
    @Test
    void aSecondServerOnTheSameDirectoryIsRefusedAndToldByWhom() {
        start();

        assertThatThrownBy(() -> start(options(0, Optional.empty())))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining(data.toString())
                .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void aPortThatIsTakenIsAReasonNotToStartAndLeavesTheDirectoryFree() {
        int taken = receiver.uri("/").getPort();

        assertThatThrownBy(() -> start(options(taken, Optional.empty())))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining(Integer.toString(taken));

        try (var other = start(options(0, Optional.empty()))) {
            assertThat(other.newOperatorKey()).isPresent();
        }
    }

    @Test
    void theOperatorsKeyIsMadeAtTheFirstStartAndShownThatOnce() {
        String key;
        try (var first = start(options(0, Optional.empty()))) {
            key = first.newOperatorKey().orElseThrow().reveal();
            first.keepOperatorKey();
        }
        try (var second = start(options(0, Optional.empty()))) {
            assertThat(second.newOperatorKey()).isEmpty();
            try (var operator = new TestClient(second.uri(), key)) {
                operator.send("PUT", "/v1/tenants/acme", "{\"name\": \"Acme\"}").expect(201);
            }
            try (var stranger = new TestClient(second.uri(), key + "x")) {
                stranger.send("PUT", "/v1/tenants/acme", "{\"name\": \"Acme\"}").expect(401);
            }
        }
    }

    @Test
    void anOperatorsKeyThatWasNotShownIsForgotten() {
        String unseen;
        try (var first = start(options(0, Optional.empty()))) {
            unseen = first.newOperatorKey().orElseThrow().reveal();
        }
        try (var second = start(options(0, Optional.empty()));
                var stranger = new TestClient(second.uri(), unseen)) {
            assertThat(second.newOperatorKey()).isPresent();
            stranger.send("PUT", "/v1/tenants/acme", "{\"name\": \"Acme\"}").expect(401);
        }
    }
}
