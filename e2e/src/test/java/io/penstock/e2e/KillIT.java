package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.e2e.Receiver.Webhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Processes of functions that die: some by chance, whatever they are at, and some in the middle of their work, as their
/// logs show: an invocation that had begun ended in an error.
///
/// `-Dpenstock.seed=…` kills by the numbers of an earlier run; what a killed process was at is not repeated by that.
@Isolated("it kills what others need")
@Order(2)
class KillIT {
    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BY_CHANCE = 20;
    private static final int AT_WORK_EACH = 2;
    private static final int MAX_PAUSE_MILLIS = 1_500;

    /// What has a part in the way of an event.
    private static final List<String> FUNCTIONS = List.of("Ingest", "Route", "Deliver");

    /// Events published at once.
    private static final int BATCH = 5;

    /// Most events under way: so many can be delivered in the patience of a test, here.
    private static final int UNDER_WAY = 100;

    /// What the receiver takes for an answer.
    private static final Duration ANSWER = Duration.ofMillis(100);

    private static final String TYPE = "order.flowing";
    private static final String PATH = "/flowing";

    /// In seconds, for how long messages stay with who died: shorter than in production, where they come again as surely.
    private static final String SOON = "15";

    private static final List<String> QUEUES = List.of("EVENTS_QUEUE", "DELIVERIES_QUEUE");

    private final Stack stack = Stack.shared();
    private final AtomicBoolean holding = new AtomicBoolean();
    private final AtomicInteger held = new AtomicInteger();

    /// Who died.
    ///
    /// @param function what the template calls it
    /// @param atWork whether it was at an invocation
    private record Kill(String function, boolean atWork) {}

    @Test
    void nothingThatWasAcceptedIsLostWhenProcessesAreKilled() throws Exception {
        long seed = Long.getLong("penstock.seed", System.nanoTime());
        LOG.info("penstock.seed={}", seed);
        var before = visibility();
        set(QUEUES.stream().collect(Collectors.toMap(queue -> queue, _ -> SOON)));
        try (var customer = Customer.fresh();
                var publisher = Executors.newSingleThreadExecutor()) {
            customer.subscribe(PATH, TYPE, "");
            customer.receiver().answer((_, _) -> answer());
            var over = new AtomicBoolean();
            var accepted = publisher.submit(() -> publish(customer, over));
            var killed = new ArrayList<Kill>();
            try {
                // Until the process that made it has answered, too: all that is killed has begun before.
                customer.await(PATH, BATCH);
                killByChance(new Random(seed), killed);
                for (int i = 0; i < AT_WORK_EACH; i++) {
                    for (var function : FUNCTIONS) {
                        killed.add(killAtWork(function));
                    }
                }
                killed.add(killWhileHeld());
            } finally {
                holding.set(false);
                over.set(true);
            }
            var ids = accepted.get();
            LOG.info("killed: {}; accepted: {}", killed, ids.size());

            var received = Eventually.see(
                    "all that was accepted, seed " + seed,
                    Customer.PATIENCE.multipliedBy(2),
                    () -> received(customer),
                    came -> came.containsAll(ids));
            assertThat(killed).hasSizeGreaterThan(BY_CHANCE).endsWith(new Kill("Deliver", true));
            assertThat(killed)
                    .filteredOn(Kill::atWork)
                    .extracting(Kill::function)
                    .containsAll(FUNCTIONS);
            assertThat(ids).hasSizeGreaterThan(killed.size());
            // What was not answered may have been accepted, too.
            LOG.info(
                    "{} events arrived, in {} webhooks",
                    received.size(),
                    customer.receiver().at(PATH).size());
        } finally {
            set(before);
        }
    }

    /// Takes its time, and as long as it is to hold what it has.
    private int answer() {
        held.incrementAndGet();
        try {
            do {
                Thread.sleep(ANSWER);
            } while (holding.get());
            return 204;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 500;
        } finally {
            held.decrementAndGet();
        }
    }

    /// Publishes one batch after the other, as long as not too many are under way.
    ///
    /// @return the ids of those that were accepted
    private static Set<String> publish(Customer customer, AtomicBoolean over) throws Exception {
        var accepted = new HashSet<String>();
        while (!over.get()) {
            var batch = Stream.generate(Customer::id).limit(BATCH).toList();
            if (isAccepted(customer, batch)) {
                accepted.addAll(batch);
            }
            while (!over.get() && accepted.size() - received(customer).size() > UNDER_WAY) {
                Thread.sleep(ANSWER);
            }
        }
        return Set.copyOf(accepted);
    }

    private static boolean isAccepted(Customer customer, List<String> ids) throws Exception {
        var events = ids.stream().map(id -> Customer.event(TYPE, id, "{}")).collect(Collectors.joining(",", "[", "]"));
        try {
            return customer.api().publishBatch(events).status() == 202;
        } catch (IOException e) {
            return false;
        }
    }

    /// Kills processes, one after the other, whatever they are at.
    private void killByChance(Random random, List<Kill> killed) throws Exception {
        while (killed.size() < BY_CHANCE) {
            // It is a pause of chance, and waits for nothing.
            Thread.sleep(Duration.ofMillis(random.nextInt(MAX_PAUSE_MILLIS)));
            var running = processes();
            if (running.isEmpty()) {
                continue;
            }
            var kill = kill(running.get(random.nextInt(running.size())));
            if (kill != null) {
                killed.add(kill);
            }
        }
    }

    /// Kills a process of this function as soon as one is seen at work, until one has died of it.
    private Kill killAtWork(String function) throws Exception {
        var wanted = new Kill(function, true);
        return Eventually.see(
                function + " dies at its work",
                Customer.PATIENCE,
                () -> {
                    for (var file : processes()) {
                        if (function.equals(stack.functions().get(owner(file))) && atWork(file) != null) {
                            return kill(file);
                        }
                    }
                    return null;
                },
                wanted::equals);
    }

    /// Kills a process that waits for the receiver's answer.
    private Kill killWhileHeld() throws Exception {
        holding.set(true);
        Eventually.see("the receiver holds some", Customer.PATIENCE, held::get, count -> count > 0);
        return killAtWork("Deliver");
    }

    /// The id of the invocation that a process is at; null if it is at none.
    private static @Nullable String atWork(Path file) throws IOException {
        String at = null;
        for (var note : notes(file)) {
            at = note.get("type").asText().equals("platform.start")
                    ? note.at("/record/requestId").asText()
                    : null;
        }
        return at;
    }

    /// Where invocations begin and end in the log of a process.
    private static List<JsonNode> notes(Path file) throws IOException {
        var notes = new ArrayList<JsonNode>();
        var log = file.resolveSibling(file.getFileName().toString().replace(".pid", ".log"));
        for (var line : Files.exists(log) ? Files.readString(log).lines().toList() : List.<String>of()) {
            if (line.contains("\"platform.") && line.endsWith("}")) {
                notes.add(JSON.readTree(line));
            }
        }
        return notes;
    }

    /// Whether an invocation ended in an error, as soon as it has ended.
    private static boolean hasFailed(Path file, String invocation) throws Exception {
        return Eventually.see(
                        "the end of " + invocation,
                        Customer.PATIENCE,
                        () -> notes(file).stream()
                                .filter(note -> note.get("type").asText().equals("platform.report"))
                                .filter(note ->
                                        note.at("/record/requestId").asText().equals(invocation))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow()
                .at("/record/status")
                .asText()
                .equals("error");
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

    /// Kills a process.
    ///
    /// @return null if it had ended before
    private @Nullable Kill kill(Path file) throws Exception {
        try {
            var invocation = atWork(file);
            boolean killed = ProcessHandle.of(
                            Long.parseLong(Files.readString(file).strip()))
                    .map(ProcessHandle::destroyForcibly)
                    .orElse(false);
            var function = stack.functions().getOrDefault(owner(file), "");
            return killed ? new Kill(function, invocation != null && hasFailed(file, invocation)) : null;
        } catch (NoSuchFileException | NumberFormatException e) {
            return null;
        }
    }

    private static Set<String> received(Customer customer) throws IOException {
        var ids = new HashSet<String>();
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
