package io.penstock.function.watch;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.aws.Environment;
import io.penstock.distributed.MessageRunner.Kept;
import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.input.InvalidInputException;
import io.penstock.lambda.BatchFunction;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.LoggedIntake;
import io.penstock.lambda.Parts;
import io.penstock.lambda.QueueMessage;
import io.penstock.lambda.RefusedMessages;
import io.penstock.lambda.Visibility;
import io.penstock.ledger.Intake;
import io.penstock.operation.OperationalEventJson;
import io.penstock.tenant.ReservedTenant;
import io.penstock.tenant.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts what Penstock says about itself as events of the tenant `penstock`, so that it is delivered like any other: the
/// messages are the CloudEvents that a rule of the bus takes from there. A batch is accepted all at once, or comes again, as
/// does what there is no time for.
///
/// What is no such event goes to the failures with its reason. That is not announced: it would come here.
public final class WatchHandler implements RequestStreamHandler {
    /// How much time must be left to take anything on.
    private static final Duration NEEDED = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(WatchHandler.class);

    private final Invocation invocation;
    private final BatchFunction batches;
    private final Supplier<Tenant> tenant;
    private final Intake intake;
    private final BiConsumer<QueueMessage, InvalidInputException> refused;

    /// For Lambda.
    public WatchHandler() {
        this(new Parts(new Environment(System.getenv())));
    }

    private WatchHandler(Parts parts) {
        this(
                parts.invocation(),
                parts.visibility("WATCH_QUEUE"),
                new ReservedTenant(parts.registryWithoutSecrets().tenants(), parts.clock(), parts.random()),
                new LoggedIntake(parts.intake()),
                parts.refusedMessages()::put);
    }

    /// @param visibility gives back what is to come again
    /// @param tenant whose events they become
    /// @param refused takes what is refused, and why
    WatchHandler(
            Invocation invocation,
            Visibility visibility,
            Supplier<Tenant> tenant,
            Intake intake,
            BiConsumer<QueueMessage, InvalidInputException> refused) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.batches = new BatchFunction(invocation, visibility);
        this.tenant = requireNonNull(tenant, "tenant is null");
        this.intake = requireNonNull(intake, "intake is null");
        this.refused = requireNonNull(refused, "refused is null");
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        batches.handle(in, out, context, this::take);
    }

    /// @return what is to come again
    private List<Kept> take(List<QueueMessage> batch) {
        var kept = new ArrayList<Kept>();
        var read = new ArrayList<QueueMessage>();
        var events = new ArrayList<Event>();
        for (var message : batch) {
            if (isLate()) {
                kept.add(Kept.givenBack(message.id()));
                continue;
            }
            try {
                events.add(event(message));
                read.add(message);
            } catch (InvalidInputException e) {
                if (!refuse(message, e)) {
                    kept.add(Kept.failed(message.id(), message.receives()));
                }
            }
        }
        if (isLate()) {
            read.forEach(message -> kept.add(Kept.givenBack(message.id())));
        } else if (!accept(events)) {
            read.forEach(message -> kept.add(Kept.failed(message.id(), message.receives())));
        }
        return kept;
    }

    private boolean isLate() {
        return invocation.remaining().compareTo(NEEDED) < 0;
    }

    private static Event event(QueueMessage message) {
        var event = EventJson.read(message.body().getBytes(StandardCharsets.UTF_8));
        if (!event.source().equals(OperationalEventJson.SOURCE)) {
            throw new InvalidInputException("source", "is not '%s'".formatted(OperationalEventJson.SOURCE));
        }
        return event;
    }

    private boolean refuse(QueueMessage message, InvalidInputException refusal) {
        try {
            refused.accept(message, refusal);
            LOG.warn("Message {} is refused: {}", message.id(), RefusedMessages.reason(refusal));
            return true;
        } catch (RuntimeException e) {
            LOG.error("Message {} comes again: its step failed", message.id(), e);
            return false;
        }
    }

    private boolean accept(List<Event> events) {
        try {
            if (!events.isEmpty()) {
                intake.accept(tenant.get().uid(), events);
            }
            return true;
        } catch (RuntimeException e) {
            LOG.error("{} operational events come again", events.size(), e);
            return false;
        }
    }
}
