package io.penstock.function.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.aws.Environment;
import io.penstock.distributed.ReplayChain;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.Parts;
import io.penstock.replay.ReplayRunner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// Goes on with a replay for as long as an invocation lasts, and asks for the rest. What is asked is the detail of an event
/// that a rule brings from the bus.
public final class ReplayHandler implements RequestStreamHandler {
    /// What has to be left for a page of a hundred deliveries, whatever the ledger takes.
    private static final Duration NEEDED = Duration.ofSeconds(20);

    private final Invocation invocation;
    private final Consumer<String> chain;

    /// For Lambda.
    public ReplayHandler() {
        this(new Parts(new Environment(System.getenv())));
    }

    private ReplayHandler(Parts parts) {
        this(parts.invocation(), hasTime -> chain(parts, hasTime)::goOn);
    }

    private static ReplayChain chain(Parts parts, BooleanSupplier hasTime) {
        var registry = parts.registryWithoutSecrets();
        var steps = parts.steps(registry);
        var jobs = steps.replayJobs(registry.tenants());
        return new ReplayChain(
                jobs,
                new ReplayRunner(jobs, steps.replayPages(), steps.ledger(), registry.subscriptions(), parts.clock()),
                parts.replayRequests(),
                parts.clock(),
                ReplayHandler::sleep,
                hasTime);
    }

    /// @param chain makes, of whether there is time for another step, what goes on with a replay
    ReplayHandler(Invocation invocation, Function<BooleanSupplier, Consumer<String>> chain) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.chain = chain.apply(() -> invocation.remaining().compareTo(NEEDED) > 0);
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        invocation.begin(context);
        chain.accept(new String(in.readAllBytes(), UTF_8));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the process is to end", e);
        }
    }
}
