package io.penstock.function.route;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.aws.Environment;
import io.penstock.distributed.DistributedSteps;
import io.penstock.distributed.Planner;
import io.penstock.distributed.registry.CachedRouter;
import io.penstock.lambda.Parts;
import io.penstock.lambda.QueueFunction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plans events: batches of messages of the queues of events.
public final class RouteHandler implements RequestStreamHandler {
    private static final Duration NEEDED = Duration.ofSeconds(15);
    private static final Logger LOG = LoggerFactory.getLogger(RouteHandler.class);

    private final QueueFunction function;
    private final Supplier<Planner> planners;

    /// For Lambda.
    public RouteHandler() {
        this(new Parts(new Environment(System.getenv())));
    }

    private RouteHandler(Parts parts) {
        var registry = parts.registryWithoutSecrets();
        this(parts, parts.steps(registry, parts.events()), parts.router(registry));
    }

    private RouteHandler(Parts parts, DistributedSteps steps, CachedRouter router) {
        this(
                new QueueFunction(
                        parts.invocation(),
                        parts.events(),
                        parts.visibility("EVENTS_QUEUE", "ORDERED_EVENTS_QUEUE"),
                        NEEDED),
                () -> steps.planner(router.forBatch()));
    }

    /// @param planners makes one for each batch, which reads a tenant's registry once for it
    RouteHandler(QueueFunction function, Supplier<Planner> planners) {
        this.function = requireNonNull(function, "function is null");
        this.planners = requireNonNull(planners, "planners is null");
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        var planner = planners.get();
        function.handle(
                in,
                out,
                context,
                body -> planner.plan(body).ifPresent(accepted -> LOG.info("planned: {}", accepted.kind())));
    }
}
