package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.ledger.Lanes;
import io.penstock.ledger.Ledger;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;
import java.io.IOException;
import java.util.List;

/// Lanes that do not go on, and what can be done about it by hand.
final class LaneRoutes {
    private final Lanes lanes;
    private final Ledger ledger;
    private final Subscriptions subscriptions;

    LaneRoutes(ApiServices services) {
        this.lanes = services.lanes();
        this.ledger = services.ledger();
        this.subscriptions = services.subscriptions();
    }

    List<Route> routes() {
        return List.of(
                Route.ofTenant("GET", "/v1/subscriptions/{subscription}/lanes", this::blocked, "limit", "cursor"),
                Route.ofTenant("POST", "/v1/deliveries/{delivery}/skip", this::skip));
    }

    private ApiResponse blocked(TenantUid tenant, Call call) {
        var subscription =
                subscriptions.find(tenant, call.id()).orElseThrow(() -> SubscriptionRoutes.notFound(call.id()));
        var query = call.query();
        var page =
                lanes.blocked(tenant, subscription.uid(), query.text("cursor").orElse(null), query.limit());
        return Answers.list(page.items(), page.next(), LaneRoutes::write);
    }

    private static void write(JsonGenerator out, Lanes.Blocked lane) throws IOException {
        out.writeStartObject();
        out.writeStringField("partitionkey", lane.partitionKey());
        out.writeNumberField("waiting", lane.waiting());
        out.writeFieldName("blocker");
        DeliveryJson.writeSummary(out, lane.blocker());
        out.writeEndObject();
    }

    private ApiResponse skip(TenantUid tenant, Call call) {
        call.noBody();
        var id = DeliveryRoutes.id(call.id());
        return switch (lanes.skip(tenant, id)) {
            case SKIPPED -> {
                var delivery = ledger.delivery(tenant, id).orElseThrow(() -> DeliveryRoutes.notFound(call.id()));
                yield Answers.json(200, out -> DeliveryJson.write(out, delivery));
            }
            case HAD_ENDED ->
                throw new ProblemException(Problem.of(
                        Problem.Kind.CONFLICT,
                        "The delivery %s has ended, and holds back no other: there is nothing to skip"
                                .formatted(call.id())));
            case UNKNOWN -> throw DeliveryRoutes.notFound(call.id());
        };
    }
}
