package io.penstock.function.ingress;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.aws.Environment;
import io.penstock.distributed.MessageRunner.Kept;
import io.penstock.input.InvalidInputException;
import io.penstock.lambda.BatchFunction;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.LoggedIntake;
import io.penstock.lambda.Parts;
import io.penstock.lambda.QueueMessage;
import io.penstock.lambda.RefusedMessages;
import io.penstock.lambda.Visibility;
import io.penstock.ledger.Intake;
import io.penstock.operation.Announcer;
import io.penstock.operation.OperationalEvent;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.Tenants;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes events from AWS: CloudEvents that are sent to the ingress queue, and what a rule sends there from the bus. Whose
/// they are is said by the message's attribute `penstock-tenant`, and for all others by the setting `INGRESS_TENANT`.
///
/// What cannot be read, or is nobody's, goes to the failures with its reason, is announced, and does not come again.
public final class IngressHandler implements RequestStreamHandler {
    private static final Duration NEEDED = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(IngressHandler.class);

    private final Invocation invocation;
    private final BatchFunction batches;
    private final Tenants tenants;
    private final Intake intake;
    private final BiConsumer<QueueMessage, InvalidInputException> refused;
    private final Announcer announcer;
    private final String standardTenant;

    /// For Lambda.
    public IngressHandler() {
        this(new Parts(new Environment(System.getenv())));
    }

    private IngressHandler(Parts parts) {
        this(
                parts.invocation(),
                parts.visibility("INGRESS_QUEUE"),
                parts.registryWithoutSecrets().tenants(),
                new LoggedIntake(parts.intake()),
                parts.refusedMessages()::put,
                parts.announcer(),
                parts.environment().text("INGRESS_TENANT"));
    }

    /// @param visibility gives back what is to come again
    /// @param refused takes what is refused, and why
    /// @param announcer told of that
    /// @param standardTenant id of the tenant whose events those are that name none
    IngressHandler(
            Invocation invocation,
            Visibility visibility,
            Tenants tenants,
            Intake intake,
            BiConsumer<QueueMessage, InvalidInputException> refused,
            Announcer announcer,
            String standardTenant) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.batches = new BatchFunction(invocation, visibility);
        this.tenants = requireNonNull(tenants, "tenants is null");
        this.intake = requireNonNull(intake, "intake is null");
        this.refused = requireNonNull(refused, "refused is null");
        this.announcer = requireNonNull(announcer, "announcer is null");
        this.standardTenant = requireNonNull(standardTenant, "standardTenant is null");
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        batches.handle(in, out, context, this::take);
    }

    /// @return what is to come again
    private List<Kept> take(List<QueueMessage> batch) {
        var kept = new ArrayList<Kept>();
        for (var message : batch) {
            if (invocation.remaining().compareTo(NEEDED) < 0) {
                kept.add(Kept.givenBack(message.id()));
            } else if (!take(message)) {
                kept.add(Kept.failed(message.id(), message.receives()));
            }
        }
        return kept;
    }

    /// @return whether it is done with
    private boolean take(QueueMessage message) {
        try {
            var id = message.attributes().getOrDefault(RefusedMessages.TENANT, standardTenant);
            // Nobody but Penstock itself has events of the reserved one.
            var tenant = id.equals(Tenant.RESERVED_ID) ? Optional.<Tenant>empty() : tenants.find(id);
            try {
                var uid = tenant.map(Tenant::uid)
                        .orElseThrow(() -> new InvalidInputException(
                                RefusedMessages.TENANT, "there is no tenant '%s' to publish for".formatted(id)));
                intake.accept(uid, IngressEvents.read(message.body()));
            } catch (InvalidInputException e) {
                refuse(message, tenant.map(Tenant::id).orElse(""), e);
            }
            return true;
        } catch (RuntimeException e) {
            LOG.error("Message {} comes again: its step failed", message.id(), e);
            return false;
        }
    }

    /// It is kept before that is announced.
    private void refuse(QueueMessage message, String tenant, InvalidInputException refusal) {
        refused.accept(message, refusal);
        var reason = RefusedMessages.reason(refusal);
        announcer.announce(List.of(new OperationalEvent.EventRefused(tenant, message.id(), reason, message.sentAt())));
        LOG.warn("Message {} is refused: {}", message.id(), reason);
    }
}
