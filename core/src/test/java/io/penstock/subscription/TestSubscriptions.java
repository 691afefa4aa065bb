package io.penstock.subscription;

import io.penstock.identity.Id128;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningKeys;
import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Subscriptions for tests that do not care what is in them.
public final class TestSubscriptions {
    private static final AtomicLong COUNT = new AtomicLong();

    private static final SigningKeys SIGNING_KEYS =
            SigningKeys.of(SharedSecret.generate(RandomGenerator.of("L64X128MixRandom")));

    private TestSubscriptions() {}

    /// A uid that no other call answers.
    public static SubscriptionUid uid() {
        return new SubscriptionUid(Id128.derive("subscription", Long.toString(COUNT.incrementAndGet())));
    }

    /// A fresh, active one of `tenant` that is called `id`, wants everything and delivers to a webhook; not
    /// in any registry yet.
    public static Subscription of(TenantUid tenant, String id) {
        return of(tenant, id, Policy.STANDARD);
    }

    /// The same with this policy.
    public static Subscription of(TenantUid tenant, String id, Policy policy) {
        var webhook = new Destination.Webhook(
                URI.create("https://receiver.example/hooks"), Map.of(), Destination.Mode.BINARY);
        var spec = new SubscriptionSpec(List.of(new TypePattern.All()), null, webhook, policy);
        return Subscription.active(uid(), tenant, id, spec, SIGNING_KEYS, TestClock.START);
    }
}
