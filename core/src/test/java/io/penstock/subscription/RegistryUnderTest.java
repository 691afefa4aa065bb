package io.penstock.subscription;

import io.penstock.access.Keys;
import io.penstock.event.Event;
import io.penstock.tenant.Tenants;
import java.util.List;

/// A registry as the contract suites see it: an adapter implements this once, and runs them all.
public interface RegistryUnderTest extends AutoCloseable {
    /// What is put here is seen by the other two, and the other way round.
    Tenants tenants();

    /// The keys of the same tenants.
    Keys keys();

    /// The subscriptions of the same tenants.
    Subscriptions subscriptions();

    /// How many subscriptions it takes: [RegistrySuite#LIMITS] for the suites of the registry.
    SubscriptionLimits limits();

    /// What was announced since the last call, in order; for the suites that ask for it.
    default List<Event> announced() {
        throw new UnsupportedOperationException("this registry announces nothing");
    }

    /// Does all that is done from time to time without being asked.
    default void tidy() {}

    /// Dies without a word and starts again: what was not durable is lost. What the other methods answered
    /// before is not used afterwards.
    ///
    /// @return whether this did so; not, if it keeps nothing beyond its own life
    default boolean reopen() {
        return false;
    }

    @Override
    default void close() {}
}
