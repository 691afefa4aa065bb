package io.penstock.operation;

import static java.util.Objects.requireNonNull;

import io.penstock.access.ApiKey;
import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryState;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.Tenant;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something that Penstock says about itself: a change of state that has become durable. It holds nothing secret, neither
/// keys nor URLs nor headers, and nothing of an event's data.
///
/// It has the same [#id] however often it is announced, and says the same.
public sealed interface OperationalEvent {
    /// Whose matter it is: the tenant's id; empty if it is nobody's.
    String tenant();

    /// When it came about.
    Instant at();

    /// Its type, `penstock.…`.
    String type();

    /// Its name: the same each time that it is announced, and another one for everything else.
    Id128 id();

    /// What it is about, a path below the tenant.
    String subject();

    /// A delivery has come to an end that is not success.
    ///
    /// @param tenant the tenant's id
    /// @param delivery which delivery
    /// @param event of which event
    /// @param subscription what its subscription is called
    /// @param run which run of it
    /// @param attempt the number of the attempt that it came to
    /// @param state exhausted, refused or expired
    /// @param reason why, in a few words
    /// @param at when
    record DeliveryEnded(
            String tenant,
            DeliveryId delivery,
            EventKey event,
            String subscription,
            int run,
            int attempt,
            DeliveryState state,
            String reason,
            Instant at)
            implements OperationalEvent {
        public DeliveryEnded {
            requireNonNull(tenant, "tenant is null");
            requireNonNull(delivery, "delivery is null");
            requireNonNull(event, "event is null");
            requireNonNull(subscription, "subscription is null");
            requireNonNull(reason, "reason is null");
            requireNonNull(at, "at is null");
            switch (state) {
                case EXHAUSTED, REFUSED, EXPIRED -> {}
                case WAITING, PARKED, DELIVERED, CANCELLED, SKIPPED ->
                    throw new IllegalArgumentException("nothing is announced of a delivery that is " + state);
            }
        }

        @Override
        public String type() {
            return "penstock.delivery." + state.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public Id128 id() {
            return Id128.derive(type(), delivery.text(), Integer.toString(run));
        }

        @Override
        public String subject() {
            return "deliveries/" + delivery.text();
        }
    }

    /// An attempt of a delivery failed, whatever comes next.
    ///
    /// @param tenant the tenant's id
    /// @param delivery which delivery
    /// @param event of which event
    /// @param subscription what its subscription is called
    /// @param run which run of it
    /// @param attempt the attempt's number
    /// @param status the HTTP status of the answer; null if there was none
    /// @param reason why, in a few words
    /// @param at when the attempt began
    record AttemptFailed(
            String tenant,
            DeliveryId delivery,
            EventKey event,
            String subscription,
            int run,
            int attempt,
            @Nullable Integer status,
            String reason,
            Instant at)
            implements OperationalEvent {
        public AttemptFailed {
            requireNonNull(tenant, "tenant is null");
            requireNonNull(delivery, "delivery is null");
            requireNonNull(event, "event is null");
            requireNonNull(subscription, "subscription is null");
            requireNonNull(reason, "reason is null");
            requireNonNull(at, "at is null");
        }

        @Override
        public String type() {
            return "penstock.attempt.failed";
        }

        @Override
        public Id128 id() {
            return Id128.derive(type(), delivery.text(), Integer.toString(run), Integer.toString(attempt));
        }

        @Override
        public String subject() {
            return "deliveries/" + delivery.text();
        }
    }

    /// A subscription was changed.
    ///
    /// @param tenant the tenant's id
    /// @param change what was done to it
    /// @param subscription what it is called
    /// @param version the registry version of the change
    /// @param reason why it was disabled, will be, or why its circuit was opened; null otherwise
    /// @param id see [OperationalEvent#id]
    /// @param at when
    record SubscriptionChanged(
            String tenant,
            Change change,
            String subscription,
            long version,
            @Nullable String reason,
            Id128 id,
            Instant at)
            implements OperationalEvent {
        /// What was done to a subscription.
        public enum Change {
            CREATED("penstock.subscription.created"),
            UPDATED("penstock.subscription.updated"),
            DELETED("penstock.subscription.deleted"),
            PAUSED("penstock.subscription.paused"),
            RESUMED("penstock.subscription.resumed"),
            DISABLED("penstock.subscription.disabled"),
            /// It will be disabled, if its receiver goes on to fail.
            FAILING("penstock.subscription.failing"),
            CIRCUIT_OPENED("penstock.circuit.opened"),
            CIRCUIT_CLOSED("penstock.circuit.closed");

            private final String type;

            Change(String type) {
                this.type = type;
            }

            /// What makes `after` out of `before`; empty if that is nothing to announce.
            ///
            /// @param before the status of a subscription; null if it is new
            public static Optional<Change> of(@Nullable Status before, Status after) {
                if (before == null) {
                    return Optional.of(CREATED);
                }
                if (before.state() != after.state()) {
                    return Optional.of(
                            switch (after.state()) {
                                case ACTIVE -> RESUMED;
                                case PAUSED -> PAUSED;
                                case DISABLED -> DISABLED;
                            });
                }
                if ((before.circuit() == null) != (after.circuit() == null)) {
                    return Optional.of(after.circuit() == null ? CIRCUIT_CLOSED : CIRCUIT_OPENED);
                }
                return after.failing() != null
                                && after.failing().announcedAt() != null
                                && (before.failing() == null || before.failing().announcedAt() == null)
                        ? Optional.of(FAILING)
                        : Optional.empty();
            }

            /// Why it was done to a subscription that has the status `after` by it; null if there is no more to say.
            public @Nullable String reason(Status after) {
                return switch (this) {
                    case DISABLED -> after.reason();
                    case CIRCUIT_OPENED ->
                        after.circuit() == null ? null : after.circuit().reason();
                    case FAILING ->
                        after.failing() == null
                                ? null
                                : "nothing has succeeded since "
                                        + after.failing().since();
                    case CREATED, UPDATED, DELETED, PAUSED, RESUMED, CIRCUIT_CLOSED -> null;
                };
            }
        }

        public SubscriptionChanged {
            requireNonNull(tenant, "tenant is null");
            requireNonNull(change, "change is null");
            requireNonNull(subscription, "subscription is null");
            requireNonNull(id, "id is null");
            requireNonNull(at, "at is null");
        }

        /// What was done to the subscription of this uid.
        public static SubscriptionChanged of(
                String tenant,
                Change change,
                SubscriptionUid uid,
                String subscription,
                long version,
                @Nullable String reason,
                Instant at) {
            return new SubscriptionChanged(
                    tenant,
                    change,
                    subscription,
                    version,
                    reason,
                    Id128.derive("penstock.subscription", uid.value().text(), Long.toString(version)),
                    at);
        }

        /// `change` made `after`.
        public static SubscriptionChanged of(String tenant, Change change, Subscription after) {
            return of(
                    tenant,
                    change,
                    after.uid(),
                    after.id(),
                    after.version(),
                    change.reason(after.status()),
                    after.updatedAt());
        }

        /// The one of this uid was deleted.
        ///
        /// @param version the registry version without it
        public static SubscriptionChanged deleted(
                String tenant, SubscriptionUid uid, String subscription, long version, Instant at) {
            return of(tenant, Change.DELETED, uid, subscription, version, null, at);
        }

        @Override
        public String type() {
            return change.type;
        }

        @Override
        public String subject() {
            return "subscriptions/" + subscription;
        }
    }

    /// A key was made or revoked.
    ///
    /// @param tenant the tenant's id
    /// @param revoked whether it was revoked rather than made
    /// @param key its public part, `key_…`
    /// @param name what people call it
    /// @param at when
    record KeyChanged(String tenant, boolean revoked, String key, String name, Instant at) implements OperationalEvent {
        public KeyChanged {
            requireNonNull(tenant, "tenant is null");
            requireNonNull(key, "key is null");
            requireNonNull(name, "name is null");
            requireNonNull(at, "at is null");
        }

        /// `key` was made.
        public static KeyChanged created(String tenant, ApiKey key) {
            return new KeyChanged(tenant, false, key.id(), key.name(), key.createdAt());
        }

        /// `key` was revoked.
        public static KeyChanged revoked(String tenant, ApiKey key, Instant at) {
            return new KeyChanged(tenant, true, key.id(), key.name(), at);
        }

        @Override
        public String type() {
            return revoked ? "penstock.key.revoked" : "penstock.key.created";
        }

        @Override
        public Id128 id() {
            return Id128.derive(type(), key);
        }

        @Override
        public String subject() {
            return "keys/" + key;
        }
    }

    /// A tenant was made or deleted.
    ///
    /// @param tenant its id
    /// @param deleted whether it was deleted rather than made
    /// @param name what people call it
    /// @param id see [OperationalEvent#id]
    /// @param at when
    record TenantChanged(String tenant, boolean deleted, String name, Id128 id, Instant at)
            implements OperationalEvent {
        public TenantChanged {
            requireNonNull(tenant, "tenant is null");
            requireNonNull(name, "name is null");
            requireNonNull(id, "id is null");
            requireNonNull(at, "at is null");
        }

        /// `tenant` was made.
        public static TenantChanged created(Tenant tenant) {
            return new TenantChanged(
                    tenant.id(), false, tenant.name(), id("penstock.tenant.created", tenant), tenant.createdAt());
        }

        /// `tenant` was deleted.
        public static TenantChanged deleted(Tenant tenant, Instant at) {
            return new TenantChanged(tenant.id(), true, tenant.name(), id("penstock.tenant.deleted", tenant), at);
        }

        private static Id128 id(String type, Tenant tenant) {
            return Id128.derive(type, tenant.uid().value().text());
        }

        @Override
        public String type() {
            return deleted ? "penstock.tenant.deleted" : "penstock.tenant.created";
        }

        @Override
        public String subject() {
            return "";
        }
    }

    /// What came in by a queue was no event that can be accepted.
    ///
    /// @param tenant the tenant's id; empty if that is not known
    /// @param message what the queue calls it: by this it is found in the dead letter queue
    /// @param reason what is wrong with it, in a sentence
    /// @param at when it came
    record EventRefused(String tenant, String message, String reason, Instant at) implements OperationalEvent {
        public EventRefused {
            requireNonNull(tenant, "tenant is null");
            requireNonNull(message, "message is null");
            requireNonNull(reason, "reason is null");
            requireNonNull(at, "at is null");
        }

        @Override
        public String type() {
            return "penstock.event.refused";
        }

        @Override
        public Id128 id() {
            return Id128.derive(type(), message);
        }

        @Override
        public String subject() {
            return "messages/" + message;
        }
    }
}
