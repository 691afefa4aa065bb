package io.penstock.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ServerAccessTest extends ServerScene {
    @Test
    void whoeverHasNoKeyIsToldSoWithoutBeingAskedForABody() throws IOException {
        start();

        try (var stranger = new RawConnection(requireNonNull(server).uri().getPort())) {
            var answer = stranger.send(
                            "POST /v1/events HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4000000\r\n\r\n")
                    .read();

            assertThat(answer.status()).isEqualTo(401);
        }
    }

    @Test
    void aKeyThatIsRevokedOpensNothingFromThenOn() {
        var operator = start();
        var made = operator.send("POST", "/v1/tenants/acme/keys", "{\"name\": \"ci\"}")
                .expect(201)
                .json();
        try (var tenant =
                new TestClient(requireNonNull(server).uri(), made.path("key").asText())) {
            tenant.get("/v1/events").expect(200);
            operator.send("DELETE", "/v1/tenants/acme/keys/" + made.path("id").asText(), "")
                    .expect(204);

            tenant.get("/v1/events").expect(401);
        }
    }
}
