package io.penstock.function.deliver;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.aws.Environment;
import io.penstock.delivery.Deliverer;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.PermittedTargets;
import io.penstock.delivery.Step;
import io.penstock.destination.AwsTargets;
import io.penstock.distributed.Envelopes;
import io.penstock.lambda.Parts;
import io.penstock.lambda.QueueFunction;
import io.penstock.subscription.Policy;
import io.penstock.webhook.AddressPolicy;
import io.penstock.webhook.HttpWebhooks;
import io.penstock.webhook.Network;
import io.penstock.webhook.WebhookClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Makes attempts: batches of messages of the queues of deliveries, each attempt in a virtual thread of its own.
public final class DeliverHandler implements RequestStreamHandler {
    /// The longest attempt, and what its outcome takes to be written.
    private static final Duration NEEDED = Policy.MAX_TIMEOUT.plusSeconds(10);

    private static final int IDLE_CONNECTIONS = 20;
    private static final Logger LOG = LoggerFactory.getLogger(DeliverHandler.class);

    private final QueueFunction function;
    private final Function<DeliveryMessage, Step> deliverer;

    /// For Lambda.
    public DeliverHandler() {
        this(new Parts(new Environment(System.getenv())));
    }

    private DeliverHandler(Parts parts) {
        var registry = parts.registry();
        var steps = parts.steps(registry, Parts.nowhere());
        var client = WebhookClient.create(
                "Penstock/" + Parts.version(),
                IDLE_CONNECTIONS,
                AddressPolicy.allow(
                        parts.allowedNetworks().stream().map(Network::parse).toList()));
        var deliverer = new Deliverer(
                steps.deliveries(),
                registry.subscriptions(),
                new HttpWebhooks(client),
                new PermittedTargets(registry.tenants(), parts.targets(), AwsTargets.standard(parts.clock())),
                parts.clock(),
                parts.random());
        this(
                new QueueFunction(
                        parts.invocation(),
                        parts.deliveries(),
                        parts.visibility("DELIVERIES_QUEUE", "SLOW_DELIVERIES_QUEUE"),
                        NEEDED),
                deliverer::deliver);
    }

    DeliverHandler(QueueFunction function, Function<DeliveryMessage, Step> deliverer) {
        this.function = requireNonNull(function, "function is null");
        this.deliverer = requireNonNull(deliverer, "deliverer is null");
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        function.handle(in, out, context, this::deliver);
    }

    private void deliver(String body) {
        var message = Envelopes.delivery(body);
        MDC.put("event", message.event().text());
        MDC.put("delivery", message.delivery().text());
        var step = deliverer.apply(message);
        var attempt = step.attempt();
        if (attempt != null) {
            LOG.info("attempt {} of run {}: {}", attempt.n(), attempt.run(), attempt.outcome());
        }
    }
}
