package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// Responses with a few bytes changed, removed or repeated: each is a result, and none an exception.
class GarbledResponseTest {
    private static final int ROUNDS = 3_000;
    private static final long SEED = 20_260_101;
    private static final String ALPHABET = "0123456789 \t\r\n:;,-+aAxX\0\u00ff";

    private static final String[] RESPONSES = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nKeep-Alive: timeout=5\r\nRetry-After: 3\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive, x\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
        "HTTP/1.0 301 Moved\r\nLocation: x\r\n folded\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
    };

    @Test
    void aGarbledResponseIsAResult() throws InterruptedException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        try (var receiver = Receiver.that(connection -> {
                    connection.readRequest();
                    connection.write(answers.remove());
                });
                var client = Clients.onLoopback()) {
            for (int round = 0; round < ROUNDS; round++) {
                String answer = garbled(RESPONSES[round % RESPONSES.length], random);
                // Once more, should it look like a connection to keep.
                answers.add(answer);
                answers.add(answer);
                assertThat(client.post(Clients.request(receiver.url(), Clients.LONG)))
                        .as(answer)
                        .satisfies(result -> assertThat(result.took()).isLessThan(Clients.GENEROUS));
                answers.clear();
            }
        }
    }

    private static String garbled(String response, RandomGenerator random) {
        var garbled = new StringBuilder(response);
        for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
            int at = random.nextInt(garbled.length());
            switch (random.nextInt(3)) {
                case 0 -> garbled.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                case 1 -> garbled.deleteCharAt(at);
                default -> garbled.insert(at, garbled.substring(at, Math.min(at + 8, garbled.length())));
            }
        }
        return garbled.toString();
    }
}
