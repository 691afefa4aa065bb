package io.penstock.api;

import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Replays;
import io.penstock.ledger.DeliveryQuery;
import io.penstock.ledger.Ledger;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Deliveries: looked up, and begun again.
final class DeliveryRoutes {
    private static final Map<String, DeliveryState> STATES = Words.of(DeliveryState.values());

    private final Ledger ledger;
    private final Replays replays;
    private final Subscriptions subscriptions;

    DeliveryRoutes(ApiServices services) {
        this.ledger = services.ledger();
        this.replays = services.replays();
        this.subscriptions = services.subscriptions();
    }

    List<Route> routes() {
        return List.of(
                Route.ofTenant("GET", "/v1/deliveries", this::list, "subscription", "state", "limit", "cursor"),
                Route.ofTenant("GET", "/v1/deliveries/{delivery}", this::get),
                Route.ofTenant("POST", "/v1/deliveries/{delivery}/retry", this::retry));
    }

    private ApiResponse list(TenantUid tenant, Call call) {
        var query = call.query();
        var subscription = query.text("subscription")
                .map(id -> subscriptions
                        .find(tenant, id)
                        .map(Subscription::uid)
                        .orElseThrow(() -> new ProblemException(Problem.notFound("subscription", id))))
                .orElse(null);
        var page = ledger.deliveries(new DeliveryQuery(
                tenant,
                subscription,
                query.word("state", STATES).map(Set::of).orElse(Set.of()),
                query.text("cursor").orElse(null),
                query.limit()));
        return Answers.list(page.items(), page.next(), DeliveryJson::writeSummary);
    }

    private ApiResponse get(TenantUid tenant, Call call) {
        var delivery = find(tenant, call.id());
        return Answers.json(200, out -> DeliveryJson.write(out, delivery));
    }

    private ApiResponse retry(TenantUid tenant, Call call) {
        call.noBody();
        if (!replays.replay(tenant, id(call.id()))) {
            throw notBegun(tenant, find(tenant, call.id()));
        }
        var delivery = find(tenant, call.id());
        return Answers.json(202, out -> DeliveryJson.write(out, delivery));
    }

    private ProblemException notBegun(TenantUid tenant, Delivery delivery) {
        boolean erased = ledger.event(tenant, delivery.event())
                .filter(event -> event.erasedAt() != null)
                .isPresent();
        return erased
                ? new ProblemException(Problem.of(
                        Problem.Kind.CONFLICT,
                        "The event %s was erased: there is nothing left to deliver"
                                .formatted(delivery.event().text())))
                : notFound(delivery.id().text());
    }

    private Delivery find(TenantUid tenant, String id) {
        return ledger.delivery(tenant, id(id)).orElseThrow(() -> notFound(id));
    }

    static DeliveryId id(String id) {
        try {
            return DeliveryId.parse(id);
        } catch (IllegalArgumentException e) {
            // What cannot be an id is the id of nothing.
            throw notFound(id);
        }
    }

    static ProblemException notFound(String id) {
        return new ProblemException(Problem.notFound("delivery", id));
    }
}
