package io.penstock.subscription;

import io.penstock.tenant.TenantUid;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// Subscriptions that someone else changes: each meddler has its turn once, ahead of a [#put] or [#delete] that
/// is not a meddler's own.
public final class Meddling implements Subscriptions {
    private final Subscriptions real;
    private final Queue<Runnable> meddlers = new ArrayDeque<>();
    private boolean meddling;

    /// Over `real`, which it changes.
    public Meddling(Subscriptions real) {
        this.real = real;
    }

    /// Lets `meddler` have its turn when something is put or deleted next, or after those ahead of it, one each
    /// time.
    public void before(Runnable meddler) {
        meddlers.add(meddler);
    }

    /// How many have not had their turn.
    public int left() {
        return meddlers.size();
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
        meddle();
        return real.put(subscription, expected);
    }

    private void meddle() {
        var meddler = meddling ? null : meddlers.poll();
        if (meddler != null) {
            meddling = true;
            meddler.run();
            meddling = false;
        }
    }

    @Override
    public boolean delete(SubscriptionUid uid, long expected) {
        meddle();
        return real.delete(uid, expected);
    }

    @Override
    public Optional<Selection> asOf(TenantUid tenant, String id, long version) {
        return real.asOf(tenant, id, version);
    }
}
