package io.penstock.server;

import io.penstock.access.Authenticator;
import io.penstock.access.KeyAdministration;
import io.penstock.access.KeyText;
import io.penstock.api.Api;
import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import io.penstock.api.ApiServices;
import io.penstock.api.Readiness;
import io.penstock.delivery.AttemptListener;
import io.penstock.delivery.Deliverer;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.InMemoryAttemptCounts;
import io.penstock.delivery.PermittedTargets;
import io.penstock.delivery.Releaser;
import io.penstock.delivery.Step;
import io.penstock.embedded.EmbeddedEngine;
import io.penstock.embedded.FatalHandler;
import io.penstock.embedded.SubscriptionListener;
import io.penstock.event.EventJson;
import io.penstock.ledger.PlanningIntake;
import io.penstock.operation.FailedAttempts;
import io.penstock.replay.ReplayAdministration;
import io.penstock.replay.ReplayRunner;
import io.penstock.routing.RoutingTable;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionAdministration;
import io.penstock.tenant.ReservedTenant;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.webhook.AddressPolicy;
import io.penstock.webhook.DestinationRules;
import io.penstock.webhook.HttpWebhooks;
import io.penstock.webhook.WebhookClient;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Penstock in one process: every part of it, put together by hand.
public final class PenstockServer implements AutoCloseable {
    /// How long attempts under way may take to end when the server stops; what does not is attempted again at the next
    /// start.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int IDLE_CONNECTIONS = 1_024;

    private final EmbeddedEngine engine;
    private final WebhookClient client;
    private final DeferredTargets targets;
    private final Dispatcher dispatcher;
    private final Housekeeping housekeeping;
    private final HttpServer http;
    private final OperatorKey operatorKey;

    private PenstockServer(
            EmbeddedEngine engine,
            WebhookClient client,
            DeferredTargets targets,
            Dispatcher dispatcher,
            Housekeeping housekeeping,
            HttpServer http,
            OperatorKey operatorKey) {
        this.engine = engine;
        this.client = client;
        this.targets = targets;
        this.dispatcher = dispatcher;
        this.housekeeping = housekeeping;
        this.http = http;
        this.operatorKey = operatorKey;
    }

    /// Starts it. When this returns it accepts events and delivers them.
    ///
    /// @param watcher is told of every step of a delivery
    /// @param fatal ends the process when what the disk holds is unknown, or a part has ended that it cannot do without
    /// @throws ServerStartException if it cannot listen
    /// @throws io.penstock.embedded.DataDirectoryException if its data cannot be used
    public static PenstockServer start(
            ServerOptions options, BiConsumer<DeliveryMessage, Step> watcher, FatalHandler fatal) {
        var clock = InstantSource.system();
        var random = new SecureRandom();
        var routes = new RoutingTable(EventJson::write);
        var engine = EmbeddedEngine.open(
                options.storage(), new EmbeddedEngine.Surroundings(clock, random, new Routes(routes), fatal));
        engine.start();
        var addresses = AddressPolicy.allow(options.allowedNetworks());
        var client = WebhookClient.create("Penstock/" + Version.TEXT, IDLE_CONNECTIONS, addresses);
        var targets = new DeferredTargets(clock);
        try {
            var deliverer = new Deliverer(
                    engine.deliveries(),
                    engine.subscriptions(),
                    new HttpWebhooks(client),
                    new PermittedTargets(engine.tenants(), options.targets(), targets),
                    new InMemoryAttemptCounts(),
                    options.announceAttempts()
                            ? new FailedAttempts(engine.outbox(), uid -> name(engine, uid))
                            : AttemptListener.NONE,
                    clock,
                    random);
            var dispatcher = new Dispatcher(engine.queue(), deliverer, watcher, fatal);
            var housekeeping = new Housekeeping(
                    engine,
                    new Releaser(engine.parking(), engine.subscriptions(), clock),
                    new Watch(
                            engine.outbox(),
                            new ReservedTenant(engine.tenants(), clock, random),
                            new PlanningIntake(routes, engine.plans(), clock, random)),
                    new ReplayRunner(
                            engine.replayJobs(), engine.replayPages(), engine.ledger(), engine.subscriptions(), clock),
                    clock,
                    fatal);
            var operatorKey = OperatorKey.establish(options.operatorKey(), engine.settings(), random);
            var rules = new DestinationRules(addresses, engine.tenants(), options.targets());
            var api = new Api(
                    services(engine, routes, rules, operatorKey, () -> obstacle(engine, dispatcher), clock, random));
            var http = HttpServer.start(
                    new InetSocketAddress(options.host(), options.port()), options.limits(), endpoint(api));
            housekeeping.start();
            dispatcher.start();
            return new PenstockServer(engine, client, targets, dispatcher, housekeeping, http, operatorKey);
        } catch (RuntimeException e) {
            client.close();
            engine.close();
            throw e;
        }
    }

    private static ApiServices services(
            EmbeddedEngine engine,
            RoutingTable routes,
            DestinationRules rules,
            OperatorKey operatorKey,
            Readiness readiness,
            InstantSource clock,
            SecureRandom random) {
        var intake = new PlanningIntake(routes, engine.plans(), clock, random);
        var administration = new SubscriptionAdministration(engine.subscriptions(), rules, clock, random);
        return new ApiServices(
                new Authenticator(engine.keys(), operatorKey::hash, clock),
                engine.tenants(),
                engine.keys(),
                new KeyAdministration(engine.keys(), clock, random),
                engine.subscriptions(),
                administration,
                intake,
                intake::acceptFor,
                routes::explain,
                engine.ledger(),
                engine.eventTypes(),
                engine.replays(),
                engine.lanes(),
                engine.erasure(),
                new ReplayAdministration(engine.replayJobs(), clock, random),
                readiness,
                clock,
                random,
                Version.TEXT);
    }

    private static String name(EmbeddedEngine engine, TenantUid uid) {
        return engine.tenants().find(uid).map(Tenant::id).orElseGet(uid::toString);
    }

    /// What stands in the way of being ready.
    private static Optional<String> obstacle(EmbeddedEngine engine, Dispatcher dispatcher) {
        if (engine.isDiskFull()) {
            return Optional.of("the disk is full");
        }
        return dispatcher.isRunning() ? Optional.empty() : Optional.of("nothing is delivered");
    }

    private static Endpoint endpoint(Api api) {
        return new Endpoint() {
            @Override
            public ApiResponse answer(ApiRequest request) {
                return api.handle(request);
            }

            @Override
            public Optional<ApiResponse> refusal(ApiRequest head) {
                return api.refusal(head);
            }

            @Override
            public int bodyLimit(String path) {
                return Api.bodyLimit(path);
            }

            @Override
            public ApiResponse bodyTooLarge(String path) {
                return Api.bodyTooLarge(path);
            }
        };
    }

    /// Keeps the index for matching as the registry is.
    private record Routes(RoutingTable table) implements SubscriptionListener {
        @Override
        public void start(long version) {
            table.start(version);
        }

        @Override
        public void put(Subscription subscription) {
            table.put(subscription);
        }

        @Override
        public void remove(Subscription last, long version) {
            table.remove(last.tenant(), last.uid(), version);
        }

        @Override
        public void removeAll(TenantUid tenant) {
            table.remove(tenant);
        }
    }

    /// Where it listens.
    public URI uri() {
        return http.uri();
    }

    /// The operator's key, if it was made at this start: to be shown, and then kept by [#keepOperatorKey].
    public Optional<KeyText> newOperatorKey() {
        return operatorKey.made();
    }

    /// Keeps the operator's key for the starts to come, once it was shown. Without that, the next start makes another:
    /// nobody is locked out by a key that nobody has seen.
    public void keepOperatorKey() {
        operatorKey.keep(engine.settings());
    }

    /// Takes no more requests, lets attempts under way end for a few seconds, and writes everything down.
    @Override
    public void close() {
        http.close();
        dispatcher.stop(PATIENCE);
        housekeeping.close();
        client.close();
        targets.close();
        engine.close();
    }
}
