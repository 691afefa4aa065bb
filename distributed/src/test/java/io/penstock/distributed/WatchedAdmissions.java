package io.penstock.distributed;

import io.penstock.delivery.Admissions;
import io.penstock.delivery.Pace;
import io.penstock.subscription.RateLimit;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Throttle;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks whether more attempts begin than a rate allows.
final class WatchedAdmissions implements Admissions {
    /// By how much the clocks of those who ask differ, and what comes late may be early.
    private static final Duration SLACK = Duration.ofSeconds(3);

    private final Admissions admissions;
    private final List<String> violations;
    private final Map<SubscriptionUid, Begun> begun = new HashMap<>();

    /// What has begun under a limit.
    private record Begun(RateLimit limit, Pace pace) {}

    WatchedAdmissions(Admissions admissions, List<String> violations) {
        this.admissions = admissions;
        this.violations = violations;
    }

    @Override
    public Admitted admit(SubscriptionUid subscription, Throttle throttle, Request request) {
        var admitted = admissions.admit(subscription, throttle, request);
        var limit = throttle.rate();
        if (limit != null) {
            for (int i = 0; i < admitted.begun(); i++) {
                look(subscription, limit, request);
            }
        }
        return admitted;
    }

    private void look(SubscriptionUid subscription, RateLimit limit, Request request) {
        @Nullable Begun before = begun.get(subscription);
        var pace = before == null || !before.limit().equals(limit) ? Pace.NONE : before.pace();
        if (pace.room(limit, Pace.nanos(request.now().plus(SLACK)), 1) == 0) {
            violations.add("more than %s began of %s at %s".formatted(limit, subscription, request.now()));
        }
        begun.put(subscription, new Begun(limit, pace.after(limit, Pace.nanos(request.now()), 1)));
    }

    @Override
    public void ended(SubscriptionUid subscription, Throttle throttle, Admitted admitted) {
        admissions.ended(subscription, throttle, admitted);
    }
}
