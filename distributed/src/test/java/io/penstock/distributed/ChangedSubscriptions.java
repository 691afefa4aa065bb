package io.penstock.distributed;

import io.penstock.subscription.Selection;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Optional;

/// Subscriptions that are the real ones, but for what is overridden.
class ChangedSubscriptions implements Subscriptions {
    private final Subscriptions real;

    ChangedSubscriptions(Subscriptions real) {
        this.real = real;
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
    public Subscription put(Subscription subscription, long expected) {
        return real.put(subscription, expected);
    }

    @Override
    public long setStatus(SubscriptionUid uid, Status status, long expected) {
        return real.setStatus(uid, status, expected);
    }

    @Override
    public boolean delete(SubscriptionUid uid, long expected) {
        return real.delete(uid, expected);
    }

    @Override
    public Optional<Selection> asOf(TenantUid tenant, String id, long version) {
        return real.asOf(tenant, id, version);
    }
}
