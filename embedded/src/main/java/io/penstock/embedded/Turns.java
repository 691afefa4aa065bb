package io.penstock.embedded;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Whose turn it is. Of the subscriptions with something ready, the one with the fewest attempts under way is next, and
/// the longest waiting of these.
///
/// Two thresholds, which fall as less is free, keep what hangs from taking everything. A tenant may start another
/// attempt only while it has fewer under way than are free. Of what its tenant may still start, a subscription leaves
/// most to the tenant's others: it may start another only while it has less than a [#SHARE]th of that. Guarded by
/// [QueueMonitor].
final class Turns {
    /// Where a window is that has nothing ready, or is held.
    static final int NOWHERE = -1;

    private static final int SHARE = 8;

    private final Map<Long, Tenant> tenants = new HashMap<>();
    private final TreeSet<Tenant> ready = new TreeSet<>(
            Comparator.<Tenant>comparingInt(tenant -> tenant.level).thenComparingLong(tenant -> tenant.turn));
    private final int maxPerSubscription;
    private final int maxInFlight;
    private int inFlight;
    private long turns;

    /// The windows of a tenant.
    private static final class Tenant {
        private final TreeSet<Window> ready = new TreeSet<>(
                Comparator.<Window>comparingInt(window -> window.level).thenComparingLong(window -> window.turn));
        private int inFlight;

        /// The lowest level of a window with something ready; [#NOWHERE] if there is none.
        private int level = NOWHERE;

        /// When it came to its place among the tenants.
        private long turn;
    }

    Turns(EmbeddedOptions options) {
        this.maxPerSubscription = options.attemptsPerSubscription();
        this.maxInFlight = options.attempts();
    }

    int inFlight() {
        return inFlight;
    }

    /// The window that may start an attempt next; null if none may.
    @Nullable
    Window next() {
        int free = maxInFlight - inFlight;
        if (free <= 0) {
            return null;
        }
        // Those that are passed have many under way, so they are few unless little is free.
        for (var tenant : ready) {
            if (tenant.level >= limit(free)) {
                return null;
            }
            if (tenant.inFlight < free && tenant.level < limit(free - tenant.inFlight)) {
                return tenant.ready.first();
            }
        }
        return null;
    }

    private int limit(int free) {
        return Math.min(maxPerSubscription, Math.max(1, free / SHARE));
    }

    /// An attempt of this window has begun (1), or ended (-1).
    void inFlight(Window window, int change) {
        inFlight += change;
        tenant(window).inFlight += change;
        window.inFlight(change);
        update(window);
    }

    /// Puts `window` where it belongs by now.
    void update(Window window) {
        int level = window.readyCount() == 0 || window.heldUntil > 0 ? NOWHERE : window.inFlight();
        if (level == window.level) {
            return;
        }
        var tenant = tenant(window);
        if (window.level != NOWHERE) {
            tenant.ready.remove(window);
        }
        window.level = level;
        window.turn = ++turns;
        if (level != NOWHERE) {
            tenant.ready.add(window);
        }
        update(tenant);
    }

    private void update(Tenant tenant) {
        if (tenant.level != NOWHERE) {
            ready.remove(tenant);
        }
        tenant.level = tenant.ready.isEmpty() ? NOWHERE : tenant.ready.first().level;
        tenant.turn = ++turns;
        if (tenant.level != NOWHERE) {
            ready.add(tenant);
        }
    }

    private Tenant tenant(Window window) {
        return tenants.computeIfAbsent(window.subscription().tenant(), _ -> new Tenant());
    }

    /// Forgets the tenants of which nothing is to be known.
    void forgetIdle() {
        tenants.values().removeIf(tenant -> tenant.inFlight == 0 && tenant.level == NOWHERE);
    }
}
