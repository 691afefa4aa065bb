package io.penstock.lambda;

import static java.util.Objects.requireNonNull;

import io.penstock.arn.ArnPattern;
import io.penstock.aws.AwsClients;
import io.penstock.aws.BusAnnouncer;
import io.penstock.aws.DynamoTable;
import io.penstock.aws.Environment;
import io.penstock.aws.GatheringQueue;
import io.penstock.aws.KmsVault;
import io.penstock.aws.Retries;
import io.penstock.aws.S3Blobs;
import io.penstock.aws.SqsQueue;
import io.penstock.delivery.AttemptListener;
import io.penstock.delivery.Concurrency;
import io.penstock.distributed.Announcing;
import io.penstock.distributed.Blobs;
import io.penstock.distributed.DistributedOptions;
import io.penstock.distributed.DistributedSteps;
import io.penstock.distributed.MessageQueue;
import io.penstock.distributed.QueueIntake;
import io.penstock.distributed.Queues;
import io.penstock.distributed.ReplayRequests;
import io.penstock.distributed.SlowDeliveries;
import io.penstock.distributed.Table;
import io.penstock.distributed.Vault;
import io.penstock.distributed.registry.CachedRouter;
import io.penstock.distributed.registry.DistributedRegistry;
import io.penstock.operation.Announcer;
import io.penstock.operation.FailedAttempts;
import io.penstock.subscription.SubscriptionLimits;
import io.penstock.subscription.TargetPermissions;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What functions are put together from, as their environment says. Each method makes a new one.
///
/// The variables, which the template sets: `LEDGER_TABLE`, `REGISTRY_TABLE`, `BUCKET`; the URLs of queues in
/// `EVENTS_QUEUE`, `DELIVERIES_QUEUE`, `SLOW_DELIVERIES_QUEUE` and `FAILURES_QUEUE`, and of a FIFO queue in
/// `ORDERED_EVENTS_QUEUE`, if there is one; `BUS`, its name; `KEY`, of KMS; `OPERATOR_KEY`, the ARN of its secret; `RETENTION` and
/// `FAR_AHEAD`,
/// durations.
public final class Parts {
    /// A tenant has as much room as a function has memory for; all of them together have as much as a table.
    private static final SubscriptionLimits LIMITS = new SubscriptionLimits(
            SubscriptionLimits.STANDARD_PER_TENANT, SubscriptionLimits.STANDARD.bytesPerTenant(), Long.MAX_VALUE);

    /// Which part of the memory may be filled with what subscriptions want.
    private static final int ROUTER_SHARE = 3;

    /// The detail type of what asks to go on with a replay.
    private static final String REPLAY_REQUESTED = "penstock.replay.requested";

    private static final int HTTP_PORT = 80;
    private static final String ORDERED = "ORDERED_EVENTS_QUEUE";
    private static final String SLOW = "SLOW_DELIVERIES_QUEUE";

    private final Environment environment;
    private final AwsClients clients;
    private final InstantSource clock = InstantSource.system();
    private final RandomGenerator random = new SecureRandom();
    private final Invocation invocation = new Invocation(clock);
    private final Retries retries = new Retries(clock, random, Thread::sleep, invocation::end);

    /// @param environment of this process
    public Parts(Environment environment) {
        this.environment = requireNonNull(environment, "environment is null");
        this.clients = new AwsClients(environment);
    }

    public Environment environment() {
        return environment;
    }

    public AwsClients clients() {
        return clients;
    }

    public InstantSource clock() {
        return clock;
    }

    public RandomGenerator random() {
        return random;
    }

    /// The invocation that the process is at.
    public Invocation invocation() {
        return invocation;
    }

    /// A virtual thread for each task, for as long as the invocation lasts.
    public Concurrency threads() {
        return new VirtualThreads(invocation::remaining);
    }

    public Blobs blobs() {
        return new S3Blobs(clients::s3, environment.text("BUCKET"), retries);
    }

    /// Where events go in.
    public MessageQueue events() {
        return queue("EVENTS_QUEUE");
    }

    /// Where deliveries go in.
    public MessageQueue deliveries() {
        return queue("DELIVERIES_QUEUE");
    }

    /// Where those go in, and those of slow subscriptions.
    public SlowDeliveries slowDeliveries() {
        return new SlowDeliveries(deliveries(), queue(SLOW), clock);
    }

    /// Whether the queue with this ARN is that of slow subscriptions' deliveries: an ARN ends in the queue's name, and so
    /// does its URL.
    public boolean isOfSlow(String arn) {
        var name = arn.substring(arn.lastIndexOf(':') + 1);
        return environment.url(SLOW).getPath().endsWith("/" + name);
    }

    /// A queue where nothing goes in.
    private static MessageQueue nowhere() {
        return _ -> {
            throw new IllegalStateException("this function has no right to send there");
        };
    }

    private MessageQueue queue(String variable) {
        return new GatheringQueue(
                SqsQueue.standard(clients.sqs(), environment.url(variable).toString(), retries));
    }

    /// Gives messages back to the queues whose URLs are in these variables, of those that are set.
    public Visibility visibility(String... variables) {
        return new SqsVisibility(
                clients.sqs(),
                Arrays.stream(variables)
                        .filter(variable -> environment.find(variable).isPresent())
                        .map(environment::url)
                        .toList());
    }

    /// What takes events; those with a `partitionkey` in order, where there is a queue for them.
    public QueueIntake intake() {
        return environment
                .find(ORDERED)
                .map(_ -> new QueueIntake(events(), inOrder(), blobs(), clock, random))
                .orElseGet(() -> new QueueIntake(events(), blobs(), clock, random));
    }

    /// Whether there is a queue for events in order.
    public boolean keepsOrder() {
        return environment.find(ORDERED).isPresent();
    }

    private MessageQueue inOrder() {
        return new GatheringQueue(
                SqsQueue.fifo(clients.sqs(), environment.url(ORDERED).toString(), retries, random));
    }

    /// The hash of the operator's key.
    public Supplier<String> operatorHash() {
        return new OperatorSecret(clients::secretsManager, environment.text("OPERATOR_KEY"), clock);
    }

    /// Networks beyond the public addresses that webhooks may be sent to: `10.1.0.0/16`, say.
    public List<String> allowedNetworks() {
        return environment.find("ALLOWED_NETWORKS").stream()
                .flatMap(networks -> Arrays.stream(networks.split(",")))
                .toList();
    }

    /// Ports of this host that are nobody's destination, whatever networks are allowed: those of the runtime API, and of the
    /// endpoint that hands out credentials where there is one
    /// ([Lambda's manual](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime)).
    public Set<Integer> ownPorts() {
        return Stream.concat(
                        environment.find("AWS_LAMBDA_RUNTIME_API").map("http://"::concat).stream(),
                        environment.find("AWS_CONTAINER_CREDENTIALS_FULL_URI").stream())
                .map(URI::create)
                .map(url -> url.getPort() < 0 ? HTTP_PORT : url.getPort())
                .collect(Collectors.toSet());
    }

    /// Which queues, topics, buses and functions may be sent to.
    public TargetPermissions targets() {
        return new TargetPermissions(List.of(), patterns("DESTINATION_ROLES"), patterns("OWN"));
    }

    private List<ArnPattern> patterns(String variable) {
        return environment.find(variable).stream()
                .flatMap(patterns -> Arrays.stream(patterns.split(",")))
                .map(ArnPattern::new)
                .toList();
    }

    /// The version of Penstock.
    public static String version() {
        return Optional.ofNullable(Parts.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /// Tenants, keys and subscriptions, with their secrets.
    public DistributedRegistry registry() {
        return registry(new KmsVault(clients.kms(), environment.text("KEY"), retries, clock, random));
    }

    /// The same, where nothing that is secret can be read.
    public DistributedRegistry registryWithoutSecrets() {
        return registry(new NoVault());
    }

    private DistributedRegistry registry(Vault vault) {
        return new DistributedRegistry(table("REGISTRY_TABLE"), blobs(), vault, LIMITS, options(), clock, random);
    }

    /// Finds the subscriptions of events.
    public CachedRouter router(DistributedRegistry registry) {
        return registry.router(Runtime.getRuntime().maxMemory() / ROUTER_SHARE);
    }

    /// Announces on the bus that the variable `BUS` names. A function that does needs the bus's client besides.
    public Announcer announcer() {
        return bus();
    }

    private BusAnnouncer bus() {
        return BusAnnouncer.of(clients, environment.text("BUS"), retries);
    }

    /// Asks on that bus to go on with replays: a rule brings it to `replay`.
    public ReplayRequests replayRequests() {
        var bus = bus();
        return new ReplayRequests(request -> bus.put(REPLAY_REQUESTED, request));
    }

    /// Announces attempts that failed, if the variable `ANNOUNCE_ATTEMPTS` is `true`.
    public AttemptListener failedAttempts(DistributedRegistry registry) {
        return environment.find("ANNOUNCE_ATTEMPTS").filter("true"::equals).isPresent()
                ? new FailedAttempts(announcer(), registry.tenantNames())
                : AttemptListener.NONE;
    }

    /// What was refused goes to the queue in `FAILURES_QUEUE`.
    public RefusedMessages refusedMessages() {
        return new RefusedMessages(
                clients.sqs(), environment.url("FAILURES_QUEUE").toString());
    }

    /// The steps for a function by which no delivery comes to its end.
    ///
    /// @param registry whom they are for
    /// @param events where further pages of long plans go
    public DistributedSteps steps(DistributedRegistry registry, MessageQueue events) {
        return steps(registry, events, deliveries(), Announcing.TO_NOBODY);
    }

    /// The steps for a function by which no delivery comes to its end, and that plans nothing.
    public DistributedSteps steps(DistributedRegistry registry) {
        return steps(registry, nowhere());
    }

    /// The steps for a function by which deliveries come to their ends, which are announced, and that plans nothing.
    ///
    /// @param deliveries where deliveries go in
    public DistributedSteps announcedSteps(DistributedRegistry registry, MessageQueue deliveries) {
        return steps(registry, nowhere(), deliveries, new Announcing(announcer(), registry.tenantNames()));
    }

    private DistributedSteps steps(
            DistributedRegistry registry, MessageQueue events, MessageQueue deliveries, Announcing announcing) {
        return new DistributedSteps(
                table("LEDGER_TABLE"),
                new Queues(events, deliveries),
                blobs(),
                registry.subscriptions(),
                registry.names(),
                clock,
                random,
                options(),
                announcing);
    }

    /// What the steps go by.
    public DistributedOptions options() {
        return new DistributedOptions(
                environment.duration("RETENTION", DistributedOptions.STANDARD.retention()),
                environment.duration("FAR_AHEAD", DistributedOptions.STANDARD.farAhead()),
                DistributedOptions.STANDARD.dueShards(),
                DistributedOptions.STANDARD.listShards());
    }

    private Table table(String variable) {
        return new DynamoTable(clients.dynamoDb(), environment.text(variable), retries);
    }
}
