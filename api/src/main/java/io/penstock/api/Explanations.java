package io.penstock.api;

import io.penstock.delivery.DeliveryId;
import io.penstock.filter.Mismatch;
import io.penstock.filter.Steps;
import io.penstock.ledger.EventRecord;
import io.penstock.ledger.Ledger;
import io.penstock.routing.Explanation;
import io.penstock.subscription.Selection;
import io.penstock.subscription.Subscriptions;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.TenantUid;
import java.util.stream.Collectors;

/// Finds out why an event went to a subscription, or did not: as both were when it was matched.
final class Explanations {
    private static final String TEST = "the event was sent to try out one subscription, and to that alone";

    private static final String ERASED = "the event was erased, and nothing is known any more of what it said";

    private final Subscriptions subscriptions;
    private final Ledger ledger;
    private final Explainer explainer;

    Explanations(ApiServices services) {
        this.subscriptions = services.subscriptions();
        this.ledger = services.ledger();
        this.explainer = services.explainer();
    }

    /// @throws ProblemException if there is no such subscription, and was none
    Verdict explain(TenantUid tenant, EventRecord found, String id) {
        var then = subscriptions.asOf(tenant, id, found.registryVersion());
        if (then.isPresent() && found.reason() == null) {
            return explain(tenant, found, then.get());
        }
        if (then.isEmpty() && subscriptions.find(tenant, id).isEmpty()) {
            throw SubscriptionRoutes.notFound(id);
        }
        if (found.reason() != null) {
            return new Verdict(id, false, found.reason());
        }
        return new Verdict(id, false, SubscriptionActions.isTest(found.event()) ? TEST : "it was created later");
    }

    private Verdict explain(TenantUid tenant, EventRecord found, Selection then) {
        boolean planned =
                ledger.delivery(tenant, DeliveryId.of(found.key(), then.uid())).isPresent();
        if (found.erasedAt() != null) {
            return new Verdict(then.id(), planned, ERASED);
        }
        if (SubscriptionActions.isTest(found.event())) {
            return new Verdict(then.id(), planned, TEST);
        }
        var reason = reason(explainer.explain(then, found.event()));
        return new Verdict(then.id(), planned, planned ? "type and filter matched" : reason);
    }

    private static String reason(Explanation explanation) {
        return switch (explanation) {
            // The record is what counts: the subscription came into force in the moment after.
            case Explanation.Matched() -> "it was not yet in force";
            case Explanation.TypeNotWanted(var types) ->
                "type not wanted: it wants "
                        + types.stream().map(TypePattern::text).collect(Collectors.joining(", "));
            case Explanation.FilterNotMatched(Mismatch.Members(var paths)) ->
                "filter did not match at " + String.join(", ", paths);
            case Explanation.FilterNotMatched(Mismatch.Apart()) ->
                "filter did not match: its members do, but in different elements of an array";
            case Explanation.FilterNotMatched(Mismatch.GivenUp()) ->
                "filter counts as not matched: finding out takes more than %,d steps".formatted(Steps.PER_FILTER);
        };
    }
}
