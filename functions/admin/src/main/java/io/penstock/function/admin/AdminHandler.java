package io.penstock.function.admin;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.access.Authenticator;
import io.penstock.access.KeyAdministration;
import io.penstock.api.Api;
import io.penstock.api.ApiServices;
import io.penstock.aws.Environment;
import io.penstock.event.EventJson;
import io.penstock.input.InvalidInputException;
import io.penstock.lambda.FunctionHttp;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.LoggedIntake;
import io.penstock.lambda.Parts;
import io.penstock.ledger.PlanningIntake;
import io.penstock.replay.ReplayAdministration;
import io.penstock.routing.RoutingTable;
import io.penstock.subscription.SubscriptionAdministration;
import io.penstock.subscription.SubscriptionRules;
import io.penstock.webhook.AddressPolicy;
import io.penstock.webhook.DestinationRules;
import io.penstock.webhook.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// The HTTP API, all of it.
public final class AdminHandler implements RequestStreamHandler {
    private final Invocation invocation;
    private final Api api;

    /// For Lambda.
    public AdminHandler() {
        this(new Parts(new Environment(System.getenv())));
    }

    private AdminHandler(Parts parts) {
        this(parts.invocation(), new Api(services(parts)));
    }

    AdminHandler(Invocation invocation, Api api) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.api = requireNonNull(api, "api is null");
    }

    private static ApiServices services(Parts parts) {
        var registry = parts.registry();
        var steps = parts.steps(registry, parts.events());
        var clock = parts.clock();
        var random = parts.random();
        var addresses = AddressPolicy.allow(
                        parts.allowedNetworks().stream().map(Network::parse).toList())
                .guarding(parts.ownPorts());
        var tests = new PlanningIntake(parts.router(registry), steps.plans(), clock, random);
        return new ApiServices(
                new Authenticator(registry.keys(), parts.operatorHash(), clock),
                registry.tenants(),
                registry.keys(),
                new KeyAdministration(registry.keys(), clock, random),
                registry.subscriptions(),
                new SubscriptionAdministration(
                        registry.subscriptions(),
                        rules(parts, new DestinationRules(addresses, registry.tenants(), parts.targets())),
                        clock,
                        random),
                new LoggedIntake(parts.intake()),
                tests::acceptFor,
                new RoutingTable(EventJson::write)::explain,
                steps.ledger(),
                steps.types(),
                steps.replays(),
                steps.lanes(),
                steps.erasure(),
                new ReplayAdministration(
                        parts.replayRequests().startingIn(steps.replayJobs(registry.tenants())), clock, random),
                Optional::empty,
                clock,
                random,
                Parts.version());
    }

    /// Deliveries can be in order only if their events come in order.
    private static SubscriptionRules rules(Parts parts, SubscriptionRules destinations) {
        return subscription -> {
            if (subscription.policy().ordering().isOrdered() && !parts.keepsOrder()) {
                throw new InvalidInputException(
                        "policy.ordering",
                        "needs a queue that keeps events in order, and there is none: deploy the template with Ordered=true, or leave it out");
            }
            destinations.check(subscription);
        };
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        invocation.begin(context);
        FunctionHttp.write(api.handle(FunctionHttp.read(in)), out);
    }
}
