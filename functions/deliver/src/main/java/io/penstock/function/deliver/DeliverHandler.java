package io.penstock.function.deliver;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.aws.Environment;
import io.penstock.delivery.Deliverer;
import io.penstock.delivery.Handled;
import io.penstock.delivery.PermittedTargets;
import io.penstock.destination.AwsTargets;
import io.penstock.distributed.DeliveryRunner;
import io.penstock.distributed.SlowDeliveries;
import io.penstock.lambda.BatchFunction;
import io.penstock.lambda.Parts;
import io.penstock.subscription.Policy;
import io.penstock.webhook.AddressPolicy;
import io.penstock.webhook.HttpWebhooks;
import io.penstock.webhook.Network;
import io.penstock.webhook.WebhookClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes attempts: batches of messages of the queues of deliveries. Each request is made in a virtual thread of its own,
/// which its timeout can interrupt; events for the same queue, topic or bus go in one.
public final class DeliverHandler implements RequestStreamHandler {
    /// The longest attempt, and what its outcome takes to be written.
    private static final Duration NEEDED = Policy.MAX_TIMEOUT.plusSeconds(10);

    private static final int IDLE_CONNECTIONS = 20;
    private static final Logger LOG = LoggerFactory.getLogger(DeliverHandler.class);

    private final BatchFunction function;
    private final BatchFunction.Runner runner;

    /// For Lambda.
    public DeliverHandler() {
        this(new Parts(new Environment(System.getenv())));
    }

    private DeliverHandler(Parts parts) {
        var slow = parts.slowDeliveries();
        var runner =
                new DeliveryRunner(deliverer(parts, slow), slow.queue(), parts.threads(), NEEDED, DeliverHandler::log);
        this(
                new BatchFunction(parts.invocation(), parts.visibility("DELIVERIES_QUEUE", "SLOW_DELIVERIES_QUEUE")),
                (queue, batch, remaining) -> runner.run(parts.isOfSlow(queue) ? batch : slow.move(batch), remaining));
    }

    DeliverHandler(BatchFunction function, BatchFunction.Runner runner) {
        this.function = requireNonNull(function, "function is null");
        this.runner = requireNonNull(runner, "runner is null");
    }

    private static Deliverer deliverer(Parts parts, SlowDeliveries slow) {
        var registry = parts.registry();
        var steps = parts.announcedSteps(registry, slow.queue());
        var addresses = AddressPolicy.allow(
                        parts.allowedNetworks().stream().map(Network::parse).toList())
                .guarding(parts.ownPorts());
        return new Deliverer(
                slow.watching(steps.deliveries()),
                registry.subscriptions(),
                new HttpWebhooks(WebhookClient.create("Penstock/" + Parts.version(), IDLE_CONNECTIONS, addresses)),
                new PermittedTargets(registry.tenants(), parts.targets(), AwsTargets.standard(parts.clock())),
                steps.attemptCounts(),
                parts.failedAttempts(registry),
                steps.admissions(),
                parts.clock(),
                parts.random());
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        function.handle(in, out, context, runner);
    }

    private static void log(Handled.Done done) {
        var attempt = done.step().attempt();
        if (attempt != null) {
            LOG.info("attempt {} of run {}: {}", attempt.n(), attempt.run(), attempt.outcome());
        }
    }
}
