package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.delivery.Admissions;
import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.ParkReason;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.event.Event;
import io.penstock.ledger.EventQuery;
import io.penstock.ledger.EventRecord;
import io.penstock.replay.ReplayJob;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Throttle;
import io.penstock.testing.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a release wrote waits in queues and tables while the next one is installed: each release is kept as it wrote, and
/// read by all that follow. `-Dpenstock.record=true` writes down what this one writes.
class RecordedFormsTest {
    private static final Path RECORDED = Path.of("src", "test", "resources", "recorded");

    /// What this release writes; a new directory, when a release has been made and what is written changes.
    private static final String THIS_RELEASE = "0.1";

    static Stream<Path> releases() throws IOException {
        try (var directories = Files.list(RECORDED)) {
            return directories.sorted().toList().stream();
        }
    }

    @Test
    void whatIsWrittenIsAsItWasRecorded() throws IOException {
        var directory = RECORDED.resolve(THIS_RELEASE);
        if (Boolean.getBoolean("penstock.record")) {
            Files.createDirectories(directory);
            for (var file : Recording.lines().entrySet()) {
                Files.writeString(directory.resolve(file.getKey() + ".jsonl"), file.getValue());
            }
        }

        assertThat(read(directory)).isEqualTo(Recording.lines());
    }

    private static Map<String, String> read(Path directory) throws IOException {
        var read = new TreeMap<String, String>();
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                var name = String.valueOf(file.getFileName());
                read.put(name.substring(0, name.lastIndexOf('.')), Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return read;
    }

    @ParameterizedTest
    @MethodSource("releases")
    void whatAReleaseWroteIsRead(Path release) throws IOException {
        new Reading(read(release)).check();
    }

    /// The steps over what was recorded.
    private static final class Reading {
        private final Map<String, String> recorded;
        private final TestClock clock = new TestClock();
        private final InMemoryTable table = new InMemoryTable();
        private final InMemoryQueue deliveries = new InMemoryQueue(clock);
        private final InMemoryRegistry registry = new InMemoryRegistry();
        private final DistributedSteps steps;

        Reading(Map<String, String> recorded) {
            this.recorded = recorded;
            recorded.forEach((kind, lines) -> {
                if (kind.startsWith("item-")) {
                    lines.lines().forEach(line -> table.put(ItemText.read(line), new Table.Condition.Any()));
                }
            });
            var blobs = new InMemoryBlobs();
            table.items().stream()
                    .filter(item -> item.has("blob"))
                    .forEach(item -> blobs.put(item.text("blob"), new byte[] {1, 2, 3}));
            steps = new DistributedSteps(
                    table,
                    new Queues(new InMemoryQueue(clock), deliveries),
                    blobs,
                    registry.subscriptions(),
                    registry::nameOf,
                    clock,
                    new Random(9),
                    DistributedOptions.STANDARD);
        }

        private List<String> lines(String kind) {
            return recorded.getOrDefault(kind, "").lines().toList();
        }

        void check() {
            checkMessages();
            checkEvents();
            checkDeliveries();
            checkTypes();
            checkReplays();
            checkThrottle();
            checkWhatWaits();
        }

        private void checkThrottle() {
            var request = new Admissions.Request(
                    clock.instant().plusSeconds(10), Duration.ofSeconds(45), List.of(false, true));
            assertThat(steps.admissions()
                            .admit(Recording.ORDERS, new Throttle(null, 2), request)
                            .begun())
                    .isEqualTo(1);
        }

        private void checkReplays() {
            var jobs = steps.replayJobs(registry.tenants());
            assertThat(jobs.list(Recording.TENANT, Long.MAX_VALUE, 10))
                    .extracting(ReplayJob::id, ReplayJob::state)
                    .containsExactly(tuple("ends", ReplayJob.State.CANCELLED), tuple("runs", ReplayJob.State.RUNNING));
            var runs = jobs.find(Recording.TENANT, "runs").orElseThrow();
            assertThat(jobs.due(Instant.MAX, 10)).containsExactly(runs);
            assertThat(runs.request().dryRun()).isTrue();
            assertThat(lines("message-replay"))
                    .extracting(line -> Envelopes.replay(line).id())
                    .containsExactly("ends", "runs");
        }

        private void checkMessages() {
            assertThat(lines("message-delivery"))
                    .isNotEmpty()
                    .allSatisfy(
                            line -> assertThat(Envelopes.delivery(line).run()).isEqualTo(1));
            assertThat(lines("message-again"))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(Envelopes.again(line).hops()).isEqualTo(2));
            assertThat(lines("message-page"))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(Envelopes.toPlan(line)).isInstanceOf(Envelopes.ToPlan.Page.class));
            assertThat(lines("message-event").stream()
                            .map(line -> (Envelopes.ToPlan.Event) Envelopes.toPlan(line))
                            .map(message ->
                                    message.accepted().event().withoutData().id()))
                    .contains("small", "without data", "huge");
        }

        private void checkEvents() {
            var listed = steps.ledger()
                    .events(new EventQuery(Recording.TENANT, null, null, null, null, null, null, null, 100));
            assertThat(listed.items())
                    .extracting(found -> found.event().id())
                    .containsExactly("erased", "unmatched", "large", "huge", "without data", "small");
            assertThat(event(Recording.SMALL).event()).isEqualTo(Recording.SMALL);
            assertThat(event(Recording.SMALL).duplicates()).isEqualTo(1);
            assertThat(event(Recording.SMALL).registryVersion()).isEqualTo(7);
            assertThat(event(Recording.WITHOUT_DATA).event()).isEqualTo(Recording.WITHOUT_DATA);
            assertThat(event(Recording.HUGE).event().dataBytes()).containsExactly(1, 2, 3);
            assertThat(event(Recording.LARGE).matched()).isEqualTo(3);
            assertThat(event(Recording.ERASED).event()).isEqualTo(Recording.ERASED.erased());
            assertThat(event(Recording.ERASED).erasedAt()).isNotNull();
            assertThat(event(Recording.UNMATCHED).reason())
                    .isEqualTo("it could not be matched: it takes too many steps");
        }

        private EventRecord event(Event event) {
            return steps.ledger().event(Recording.TENANT, Recording.key(event)).orElseThrow();
        }

        private void checkDeliveries() {
            assertThat(delivery(Recording.SMALL, Recording.ORDERS).state()).isEqualTo(DeliveryState.DELIVERED);
            var failed = delivery(Recording.SMALL, Recording.BILLS);
            assertThat(failed.state()).isEqualTo(DeliveryState.WAITING);
            assertThat(failed.next()).isEqualTo(2);
            assertThat(failed.attempts()).hasSize(1).allSatisfy(attempt -> {
                assertThat(attempt.status()).isEqualTo(503);
                assertThat(attempt.response()).hasSize(3_000);
            });
            assertThat(delivery(Recording.WITHOUT_DATA, Recording.ORDERS).reason())
                    .isEqualTo(ParkReason.DISABLED.text());
            assertThat(delivery(Recording.HUGE, Recording.ORDERS).state()).isEqualTo(DeliveryState.REFUSED);
            assertThat(delivery(Recording.ERASED, Recording.ORDERS).state()).isEqualTo(DeliveryState.CANCELLED);
            assertThat(delivery(Recording.LARGE, Recording.ORDERS).reason()).contains("nobody listens");
            assertThat(delivery(Recording.LARGE, Recording.BILLS).state()).isEqualTo(DeliveryState.WAITING);
        }

        private Delivery delivery(Event event, SubscriptionUid subscription) {
            return steps.ledger()
                    .delivery(
                            Recording.TENANT,
                            Recording.first(event, subscription).delivery())
                    .orElseThrow();
        }

        private void checkTypes() {
            assertThat(steps.types().list(Recording.TENANT, "", 10))
                    .extracting(seen -> seen.type())
                    .containsExactly("order.created");
        }

        private void checkWhatWaits() {
            assertThat(steps.parking().look()).hasSize(1);
            assertThat(steps.parking().release(Recording.ORDERS, ParkReason.DISABLED, 10))
                    .isEqualTo(1);
            assertThat(sent()).containsExactly(Recording.first(Recording.WITHOUT_DATA, Recording.ORDERS));
            clock.advance(Duration.ofHours(3));
            for (int shard = 0; shard < DistributedOptions.STANDARD.dueShards(); shard++) {
                while (!steps.sweeper().sweep(shard, () -> true).done()) {}
            }
            var retry = Recording.first(Recording.SMALL, Recording.BILLS);
            assertThat(sent()).containsExactly(new DeliveryMessage(retry.event(), retry.subscription(), 1, 2));
        }

        private List<DeliveryMessage> sent() {
            return deliveries.receive(100, Duration.ofDays(9)).stream()
                    .map(message -> Envelopes.delivery(message.body()))
                    .toList();
        }
    }
}
