package io.penstock.routing;

import static java.util.Objects.requireNonNull;

import io.penstock.event.Event;
import io.penstock.filter.Mismatch;
import io.penstock.subscription.Selection;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// All subscriptions in memory, indexed so that an event meets few of those that do not want it: by tenant and type, then
/// by what their filters ask for.
///
/// Safe for use by many threads. A change is in force when the call returns; an event routed meanwhile sees all of it or
/// nothing, and neither waits for the other. Changes of a tenant are to come in the order of their versions: then the
/// version in a [Plan] is exactly what the event was matched against.
public final class RoutingTable implements Router {
    private final Map<TenantUid, TenantIndex> tenants = new ConcurrentHashMap<>();
    private final Function<Event, byte[]> jsonForm;
    private volatile long start;

    /// Empty.
    ///
    /// @param jsonForm the JSON form of an event in UTF-8, which filters look at
    public RoutingTable(Function<Event, byte[]> jsonForm) {
        this.jsonForm = requireNonNull(jsonForm, "jsonForm is null");
    }

    /// Goes on from `version`, the registry's at a start: what was in force before is put anew, what was ended before is
    /// not heard of again, and both count.
    public void start(long version) {
        start = version;
    }

    /// Puts `subscription` in the place of what has its uid, or adds it; unless a newer version of it is here already.
    public void put(Subscription subscription) {
        put(subscription.tenant(), subscription.selection(), subscription.version());
    }

    /// The same, of what a subscription wants: all that is needed of it here.
    ///
    /// @param version the registry version that made the subscription what it is
    public void put(TenantUid tenant, Selection selection, long version) {
        tenants.compute(tenant, (_, index) -> (index == null ? TenantIndex.EMPTY : index).with(selection, version));
    }

    /// Ends a subscription, if it is here.
    ///
    /// @param version the registry version without it
    public void remove(TenantUid tenant, SubscriptionUid uid, long version) {
        tenants.computeIfPresent(tenant, (_, index) -> index.without(uid, version));
    }

    /// Ends a tenant with its subscriptions.
    public void remove(TenantUid tenant) {
        tenants.remove(tenant);
    }

    /// How many subscriptions of `tenant` are here.
    public int size(TenantUid tenant) {
        return index(tenant).size();
    }

    /// The plan has the highest version that any change of the tenant came with, or the one of the start if that is
    /// higher. Its subscriptions are in the order of their uids.
    @Override
    public Plan route(TenantUid tenant, Event event) {
        var plan = index(tenant).route(event, jsonForm);
        return plan.registryVersion() >= start ? plan : new Plan(start, plan.subscriptions(), plan.ordered());
    }

    private TenantIndex index(TenantUid tenant) {
        return tenants.getOrDefault(tenant, TenantIndex.EMPTY);
    }

    /// Why `event` goes where `selection` is wanted, or why not. It need not be in here: it may be what once was wanted.
    public Explanation explain(Selection selection, Event event) {
        if (!selection.wantsType(event)) {
            return new Explanation.TypeNotWanted(selection.types());
        }
        var filter = selection.filter();
        if (filter == null) {
            return new Explanation.Matched();
        }
        return Mismatch.between(filter, jsonForm.apply(event))
                .<Explanation>map(Explanation.FilterNotMatched::new)
                .orElseGet(Explanation.Matched::new);
    }
}
