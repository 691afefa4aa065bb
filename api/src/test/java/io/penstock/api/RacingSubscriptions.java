package io.penstock.api;

import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Optional;

/// Subscriptions that someone else changes in the moment between reading and writing, as often as asked.
final class RacingSubscriptions implements Subscriptions {
    private final Subscriptions real;
    private int races;
    private Runnable change = () -> {};

    RacingSubscriptions(Subscriptions real) {
        this.real = real;
    }

    /// Before each of the next `times` writes, `change` happens.
    void race(int times, Runnable change) {
        this.races = times;
        this.change = change;
    }

    @Override
    public Subscription put(Subscription subscription, long expected) {
        if (races > 0) {
            races--;
            change.run();
        }
        return real.put(subscription, expected);
    }

    @Override
    public Optional<Subscription> find(TenantUid tenant, String id) {
        return real.find(tenant, id);
    }

    @Override
    public Optional<Subscription> find(SubscriptionUid uid) {
        return real.find(uid);
    }

    @Override
    public List<Subscription> list(TenantUid tenant, String after, int limit) {
        return real.list(tenant, after, limit);
    }

    @Override
    public int count(TenantUid tenant) {
        return real.count(tenant);
    }

    @Override
    public boolean delete(SubscriptionUid uid) {
        return real.delete(uid);
    }

    @Override
    public Optional<Subscription> asOf(TenantUid tenant, String id, long version) {
        return real.asOf(tenant, id, version);
    }
}
