package io.penstock.subscription;

import io.penstock.filter.Filter;
import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes subscriptions for tests that say what matters to them. Each step answers a new one.
///
/// @param subscription what has been said so far
public record SubscriptionFixture(Subscription subscription) {
    /// An active one of `tenant` that wants everything.
    public static SubscriptionFixture of(TenantUid tenant) {
        var uid = TestSubscriptions.uid();
        return new SubscriptionFixture(TestSubscriptions.of(tenant, uid.toString())).uid(uid);
    }

    /// Of this uid.
    public SubscriptionFixture uid(SubscriptionUid uid) {
        return with(uid, subscription.version(), subscription.types(), subscription.filter(), subscription.status());
    }

    /// Made what it is by this version of the registry.
    public SubscriptionFixture version(long version) {
        return with(subscription.uid(), version, subscription.types(), subscription.filter(), subscription.status());
    }

    /// Wants these types, as they are written in the API.
    public SubscriptionFixture types(String... types) {
        var patterns = Arrays.stream(types).map(TypePattern::parse).toList();
        return with(subscription.uid(), subscription.version(), patterns, subscription.filter(), subscription.status());
    }

    /// Wants what matches this event pattern; any event if it is null.
    public SubscriptionFixture filter(@Nullable String pattern) {
        return with(
                subscription.uid(),
                subscription.version(),
                subscription.types(),
                pattern == null ? null : Filter.parse(pattern),
                subscription.status());
    }

    /// Is paused.
    public SubscriptionFixture paused() {
        return status(Status.paused(TestClock.START));
    }

    /// Was disabled.
    public SubscriptionFixture disabled() {
        return status(Status.disabled("test", TestClock.START));
    }

    private SubscriptionFixture status(Status status) {
        return with(subscription.uid(), subscription.version(), subscription.types(), subscription.filter(), status);
    }

    private SubscriptionFixture with(
            SubscriptionUid uid, long version, List<TypePattern> types, @Nullable Filter filter, Status status) {
        return new SubscriptionFixture(new Subscription(
                uid,
                subscription.tenant(),
                subscription.id(),
                version,
                types,
                filter,
                subscription.destination(),
                subscription.policy(),
                status,
                subscription.keys(),
                subscription.createdAt(),
                subscription.updatedAt()));
    }
}
