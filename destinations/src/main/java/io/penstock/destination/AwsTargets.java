package io.penstock.destination;

import static java.util.Objects.requireNonNull;

import io.penstock.arn.Arn;
import io.penstock.delivery.Targets;
import io.penstock.subscription.Destination;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;

/// [Targets] on AWS: SQS, SNS, EventBridge and Lambda, each in the region of its ARN. An attempt is one request, without
/// the SDK's retries. Clients are made when they are first needed. Safe for use by many threads.
public final class AwsTargets implements Targets, AutoCloseable {
    private final Clients clients;
    private final AwsCredentialsProvider own;
    private final RoleSessions sessions;
    private final InstantSource clock;

    AwsTargets(Clients clients, AwsCredentialsProvider own, InstantSource clock) {
        this.clients = requireNonNull(clients, "clients is null");
        this.own = requireNonNull(own, "own is null");
        this.sessions = new RoleSessions(clients, clock);
        this.clock = requireNonNull(clock, "clock is null");
    }

    /// With the [credentials](https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/credentials-chain.html) and
    /// the endpoints (`AWS_ENDPOINT_URL`) that the SDK finds in its surroundings.
    public static AwsTargets standard(InstantSource clock) {
        return with(DefaultCredentialsProvider.builder().build(), clock);
    }

    /// With these credentials.
    public static AwsTargets with(AwsCredentialsProvider own, InstantSource clock) {
        return new AwsTargets(new RegionalClients(own), own, clock);
    }

    /// @throws IllegalStateException if there are no credentials, or they are refused
    @Override
    public List<Answer> send(Shipment shipment) {
        requireCredentials();
        var call = new Call(shipment, clock.instant());
        var role = shipment.target().role();
        try {
            return role == null ? call.send() : call.sendAs(role);
        } catch (SdkException e) {
            throw new IllegalStateException("Penstock's own credentials on AWS are refused", e);
        }
    }

    /// Without credentials nothing can be sent to anyone: that is no failure of the target's.
    private void requireCredentials() {
        try {
            own.resolveCredentials();
        } catch (SdkException e) {
            throw new IllegalStateException("Penstock has no credentials on AWS", e);
        }
    }

    @Override
    public void close() {
        clients.close();
    }

    /// One shipment.
    private final class Call {
        private final Shipment shipment;
        private final Instant startedAt;

        Call(Shipment shipment, Instant startedAt) {
            this.shipment = shipment;
            this.startedAt = startedAt;
        }

        private Duration took() {
            var took = Duration.between(startedAt, clock.instant());
            return took.isNegative() ? Duration.ZERO : took;
        }

        private Duration left() {
            return shipment.timeout().minus(took());
        }

        /// With Penstock's own rights.
        List<Answer> send() {
            return send(configuration().build());
        }

        private AwsRequestOverrideConfiguration.Builder configuration() {
            return AwsRequestOverrideConfiguration.builder().apiCallTimeout(left());
        }

        /// Whether a role can be assumed is up to whoever owns it.
        List<Answer> sendAs(Arn role) {
            StaticCredentialsProvider assumed;
            try {
                assumed = StaticCredentialsProvider.create(sessions.credentials(
                        role, shipment.tenant(), shipment.target().arn().region(), left()));
            } catch (SdkException e) {
                if (Errors.isOfCredentials(e)) {
                    throw e;
                }
                return all(Errors.answer("STS, asked for the role,", e, took()));
            }
            if (!left().isPositive()) {
                return all(new Failed("assuming the role has taken all the time", null, "", took()));
            }
            try {
                return send(configuration().credentialsProvider(assumed).build());
            } catch (SdkException e) {
                // Its credentials were refused, not ours.
                sessions.forget(role, shipment.tenant());
                return all(Errors.answer("the service", e, took()));
            }
        }

        private List<Answer> all(Answer answer) {
            return Collections.nCopies(shipment.parcels().size(), answer);
        }

        private List<Answer> send(AwsRequestOverrideConfiguration configuration) {
            var region = shipment.target().arn().region();
            return switch (shipment.target()) {
                case Destination.Queue queue ->
                    Queues.batches(clients.queues(region), queue, configuration, this::took)
                            .send(messages());
                case Destination.Topic topic ->
                    Topics.batches(clients.topics(region), topic, configuration, this::took)
                            .send(messages());
                case Destination.Bus bus ->
                    Buses.send(
                            clients.buses(region),
                            bus,
                            shipment.parcels().stream()
                                    .map(parcel -> BusEntry.of(bus, parcel))
                                    .toList(),
                            configuration,
                            this::took);
                case Destination.Function function ->
                    Functions.batches(clients.functions(region), function, configuration, this::took)
                            .send(shipment.parcels());
            };
        }

        private List<QueueMessage> messages() {
            return shipment.parcels().stream()
                    .map(parcel -> QueueMessage.of(shipment.target().arn(), parcel))
                    .toList();
        }
    }
}
