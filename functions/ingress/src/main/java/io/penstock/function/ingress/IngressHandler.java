package io.penstock.function.ingress;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.aws.Environment;
import io.penstock.input.InvalidInputException;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.LoggedIntake;
import io.penstock.lambda.Parts;
import io.penstock.lambda.QueueBatch;
import io.penstock.lambda.QueueMessage;
import io.penstock.ledger.Intake;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Takes events from AWS: CloudEvents that are sent to the ingress queue, and what a rule sends there from the bus. Whose
/// they are is said by the message's attribute `penstock-tenant`, and for all others by the setting `INGRESS_TENANT`.
///
/// What cannot be read, or is nobody's, goes to the failures with its reason, and does not come again.
public final class IngressHandler implements RequestStreamHandler {
    private static final String TENANT = "penstock-tenant";
    private static final String REASON = "penstock-reason";
    private static final Duration NEEDED = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(IngressHandler.class);

    private final Invocation invocation;
    private final Tenants tenants;
    private final Intake intake;
    private final BiConsumer<QueueMessage, String> refused;
    private final String standardTenant;

    /// For Lambda.
    public IngressHandler() {
        this(new Parts(new Environment(System.getenv())));
    }

    private IngressHandler(Parts parts) {
        var failures = parts.environment().url("FAILURES_QUEUE").toString();
        var sqs = parts.clients().sqs();
        this(
                parts.invocation(),
                parts.registryWithoutSecrets().tenants(),
                new LoggedIntake(parts.intake()),
                (message, reason) -> send(sqs, failures, message, reason),
                parts.environment().text("INGRESS_TENANT"));
    }

    /// @param refused takes what is refused, with the reason
    /// @param standardTenant id of the tenant whose events those are that name none
    IngressHandler(
            Invocation invocation,
            Tenants tenants,
            Intake intake,
            BiConsumer<QueueMessage, String> refused,
            String standardTenant) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.tenants = requireNonNull(tenants, "tenants is null");
        this.intake = requireNonNull(intake, "intake is null");
        this.refused = requireNonNull(refused, "refused is null");
        this.standardTenant = requireNonNull(standardTenant, "standardTenant is null");
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        invocation.begin(context);
        var failed = new ArrayList<String>();
        for (var message : QueueBatch.read(in)) {
            if (invocation.remaining().compareTo(NEEDED) < 0 || !accept(message)) {
                failed.add(message.id());
            }
        }
        QueueBatch.write(failed, out);
    }

    /// @return whether it is done with
    private boolean accept(QueueMessage message) {
        try {
            try {
                intake.accept(tenant(message), IngressEvents.read(message.body()));
            } catch (InvalidInputException e) {
                var reason = e.field().isEmpty() ? e.detail() : e.field() + ": " + e.detail();
                refused.accept(message, reason);
                LOG.warn("Message {} is refused: {}", message.id(), reason);
            }
            return true;
        } catch (RuntimeException e) {
            LOG.error("Message {} comes again", message.id(), e);
            return false;
        }
    }

    private TenantUid tenant(QueueMessage message) {
        var id = message.attributes().getOrDefault(TENANT, standardTenant);
        return tenants.find(id)
                .map(Tenant::uid)
                .orElseThrow(() -> new InvalidInputException(TENANT, "there is no tenant '%s'".formatted(id)));
    }

    private static void send(SqsClient sqs, String queue, QueueMessage message, String reason) {
        sqs.sendMessage(request -> request.queueUrl(queue)
                .messageBody(message.body())
                .messageAttributes(java.util.Map.of(
                        REASON,
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(reason)
                                .build())));
    }
}
