package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.tenant.TenantUid;
import java.util.HashMap;
import java.util.Map;

/// How much of their limits the subscriptions of all tenants have taken. Safe for use by many threads: of two that
/// want the last room at once, one gets it.
public final class SubscriptionRoom {
    private final SubscriptionLimits limits;
    private final Map<TenantUid, Share> shares = new HashMap<>();
    private long bytes;

    /// What a tenant has taken.
    private static final class Share {
        private long subscriptions;
        private long bytes;
        private boolean ended;
    }

    /// Nothing is taken yet.
    public SubscriptionRoom(SubscriptionLimits limits) {
        this.limits = requireNonNull(limits, "limits is null");
    }

    /// Room that was taken for a change.
    public final class Place {
        private final Share share;
        private final int subscriptions;
        private final long bytes;

        private Place(Share share, int subscriptions, long bytes) {
            this.share = share;
            this.subscriptions = subscriptions;
            this.bytes = bytes;
        }

        /// Gives it back, since nothing came of the change.
        public void giveBack() {
            synchronized (SubscriptionRoom.this) {
                add(share, -subscriptions, -bytes);
            }
        }
    }

    /// Takes room for a change. One that takes none, or gives some back, is always done.
    ///
    /// @param more how many subscriptions there are to be more
    /// @param moreBytes how many bytes they are to have more; fewer if negative
    /// @throws io.penstock.input.InvalidInputException if the tenant has no room for it
    /// @throws NoRoomException if there is no room for it
    public synchronized Place take(TenantUid tenant, int more, long moreBytes) {
        var share = share(tenant);
        if (more > 0 || moreBytes > 0) {
            limits.check(share.subscriptions + more, share.bytes + moreBytes, bytes + moreBytes);
        }
        add(share, more, moreBytes);
        return new Place(share, more, moreBytes);
    }

    /// Counts a subscription that is there, even past the limits.
    public synchronized void count(Subscription there) {
        add(share(there.tenant()), 1, there.bytes());
    }

    /// Gives back the room of a subscription that has ended.
    public synchronized void ended(Subscription last) {
        add(share(last.tenant()), -1, -last.bytes());
    }

    /// Gives back all that a tenant has taken, since it has ended.
    public synchronized void ended(TenantUid tenant) {
        var share = shares.remove(tenant);
        if (share != null) {
            bytes -= share.bytes;
            share.ended = true;
        }
    }

    private Share share(TenantUid tenant) {
        return shares.computeIfAbsent(tenant, _ -> new Share());
    }

    /// A share that went with its tenant counts no more.
    private void add(Share share, int subscriptions, long moreBytes) {
        share.subscriptions += subscriptions;
        share.bytes += moreBytes;
        bytes += share.ended ? 0 : moreBytes;
    }
}
