package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.e2e.ApiClient.Answer;
import io.penstock.e2e.Receiver.Webhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Processes of functions that die in the middle of what they do, by chance.
///
/// `-Dpenstock.seed=…` kills by the numbers of an earlier run; what a killed process was at is not repeated by that.
@Isolated("it kills what others need")
@Order(2)
class KillIT {
    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KILLS = 20;
    private static final int MAX_PAUSE_MILLIS = 1_500;
    private static final String TYPE = "order.flowing";
    private static final String PATH = "/flowing";

    /// In seconds, for how long messages stay with who died: shorter than in production, where they come again as surely.
    private static final String SOON = "15";

    private static final List<String> QUEUES = List.of("EVENTS_QUEUE", "DELIVERIES_QUEUE");

    private final Stack stack = Stack.shared();

    @Test
    void nothingThatWasAcceptedIsLostWhenProcessesAreKilled() throws Exception {
        long seed = Long.getLong("penstock.seed", System.nanoTime());
        LOG.info("penstock.seed={}", seed);
        var before = visibility();
        set(QUEUES.stream().collect(Collectors.toMap(queue -> queue, _ -> SOON)));
        try (var customer = Customer.fresh();
                var publisher = Executors.newSingleThreadExecutor()) {
            customer.subscribe(PATH, TYPE, "");
            var over = new AtomicBoolean();
            var accepted = publisher.submit(() -> publish(customer, over));
            List<String> killed;
            try {
                killed = kill(new Random(seed));
            } finally {
                over.set(true);
            }
            var ids = accepted.get();
            LOG.info("killed: {}; accepted: {}", killed, ids.size());

            var received = Eventually.see(
                    "all that was accepted, seed " + seed,
                    Customer.PATIENCE.multipliedBy(2),
                    () -> received(customer),
                    came -> came.containsAll(ids));
            assertThat(killed).hasSize(KILLS);
            assertThat(ids).hasSizeGreaterThan(KILLS);
            // What was not answered may have been accepted, too.
            LOG.info(
                    "{} events arrived, in {} webhooks",
                    received.size(),
                    customer.receiver().at(PATH).size());
        } finally {
            set(before);
        }
    }

    /// Publishes one event after the other, each as often as its producer has to.
    ///
    /// @return the ids of those that were accepted
    private static Set<String> publish(Customer customer, AtomicBoolean over) throws Exception {
        var accepted = new ArrayList<String>();
        while (!over.get()) {
            var id = Customer.id();
            if (isAccepted(customer, id)) {
                accepted.add(id);
            }
        }
        return Set.copyOf(accepted);
    }

    private static boolean isAccepted(Customer customer, String id) throws Exception {
        try {
            Answer answer = customer.api().publish(Customer.event(TYPE, id, "{}"));
            return answer.status() == 202;
        } catch (IOException e) {
            return false;
        }
    }

    /// Kills processes, one after the other.
    ///
    /// @return whose they were
    private List<String> kill(Random random) throws Exception {
        var killed = new ArrayList<String>();
        while (killed.size() < KILLS) {
            // It is a pause of chance, and waits for nothing.
            Thread.sleep(Duration.ofMillis(random.nextInt(MAX_PAUSE_MILLIS)));
            var running = processes();
            if (running.isEmpty()) {
                continue;
            }
            var victim = running.get(random.nextInt(running.size()));
            if (kill(victim)) {
                killed.add(stack.functions().get(owner(victim)));
            }
        }
        return killed;
    }

    /// The files that name the processes of the stack's functions.
    private List<Path> processes() throws IOException {
        try (var files = Files.walk(stack.logs())) {
            return files.filter(file -> file.toString().endsWith(".pid"))
                    .filter(file -> stack.functions().containsKey(owner(file)))
                    .sorted()
                    .toList();
        }
    }

    /// The name of the function whose process a file names.
    private static String owner(Path file) {
        return file.getName(file.getNameCount() - 2).toString();
    }

    private static boolean kill(Path file) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    .map(ProcessHandle::destroyForcibly)
                    .orElse(false);
        } catch (IOException | NumberFormatException e) {
            // It has ended meanwhile.
            return false;
        }
    }

    private static Set<String> received(Customer customer) throws IOException {
        var ids = new java.util.HashSet<String>();
        for (Webhook webhook : customer.receiver().at(PATH)) {
            ids.add(JSON.readTree(webhook.body()).get("id").asText());
        }
        return ids;
    }

    private Map<String, String> visibility() {
        var found = new HashMap<String, String>();
        for (var queue : QUEUES) {
            found.put(
                    queue,
                    stack.clients()
                            .sqs()
                            .getQueueAttributes(request ->
                                    request.queueUrl(url(queue)).attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT))
                            .attributes()
                            .get(QueueAttributeName.VISIBILITY_TIMEOUT));
        }
        return found;
    }

    private void set(Map<String, String> visibility) {
        visibility.forEach((queue, seconds) -> stack.clients()
                .sqs()
                .setQueueAttributes(request -> request.queueUrl(url(queue))
                        .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, seconds))));
    }

    /// Route has both.
    private String url(String variable) {
        return stack.queue("Route", variable);
    }
}
