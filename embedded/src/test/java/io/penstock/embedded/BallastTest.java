package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.ledger.PlannedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That the ballast is large enough.
final class BallastTest {
    private static final int OUTCOMES = 500;
    private static final int EVENTS = 2_000;
    private static final int SUBSCRIPTIONS = 20;

    @TempDir
    Path directory;

    private final Random random = new Random(7);

    /// Wherever their deliveries are: of many, a few at random, so that hardly two are on the same page.
    @Test
    void outcomesTakeNoMoreThanIsKeptForThem() throws Exception {
        var options = EmbeddedOptions.in(directory);
        var messages = plan(options);
        Collections.shuffle(messages, random);
        long databaseBefore = size("penstock.db");
        long log;
        try (var engine = EngineFixture.open(options, InstantSource.system())) {
            engine.start();
            finish(engine, messages.subList(0, OUTCOMES));
            log = size("penstock.db-wal");
        }

        long database = size("penstock.db") - databaseBefore;
        assertThat(log).isLessThanOrEqualTo(DiskSpace.logBytes(OUTCOMES));
        assertThat(database).isLessThanOrEqualTo(DiskSpace.databaseBytes(OUTCOMES));
    }

    private static List<DeliveryMessage> plan(EmbeddedOptions options) {
        var messages = new ArrayList<DeliveryMessage>();
        var now = InstantSource.system().instant();
        try (var engine = EngineFixture.open(options, InstantSource.system())) {
            for (int first = 0; first < EVENTS; first += 100) {
                var batch = new ArrayList<PlannedEvent>();
                for (int i = first; i < first + 100; i++) {
                    var subscriptions = IntStream.range(0, SUBSCRIPTIONS).toArray();
                    batch.add(Samples.planned(Samples.event("event-" + i), now, subscriptions));
                }
                engine.plans().plan(batch);
                for (var event : batch) {
                    for (var subscription : event.plan().subscriptions()) {
                        messages.add(new DeliveryMessage(event.key(), subscription, 1, 1));
                    }
                }
            }
        }
        return messages;
    }

    private void finish(EmbeddedEngine engine, List<DeliveryMessage> messages) throws Exception {
        try (var attempts = Executors.newVirtualThreadPerTaskExecutor()) {
            var written = new ArrayList<Future<Boolean>>();
            for (var message : messages) {
                var response = new byte[Attempt.MAX_RESPONSE_BYTES];
                random.nextBytes(response);
                var attempt = new Attempt(
                        1,
                        1,
                        InstantSource.system().instant(),
                        Duration.ofSeconds(15),
                        Samples.failed(),
                        500,
                        response);
                written.add(attempts.submit(() -> engine.deliveries()
                        .finish(message, attempt, new Next.End(DeliveryState.EXHAUSTED, "the last attempt failed"))));
            }
            for (var one : written) {
                assertThat(one.get()).isTrue();
            }
        }
    }

    private long size(String file) throws IOException {
        return Files.size(directory.resolve(file));
    }
}
