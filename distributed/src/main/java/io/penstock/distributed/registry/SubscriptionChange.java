package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.Item;
import io.penstock.identity.Id128;
import io.penstock.operation.OperationalEvent.SubscriptionChanged;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A change of a subscription, as it stands in the table's log of changes: what a stream of the table tells, and what an
/// index follows.
///
/// @param tenant whose it is
/// @param version the registry version that it made; each is one more than the one before
/// @param kind what was done
/// @param uid of which subscription
/// @param id what that is called
/// @param at when
/// @param wants which events it wants from then on, as [SelectionJson] has it; null if that is as it was, or if it is
///     deleted
/// @param reason why it was disabled, will be, or why its circuit was opened; null otherwise
public record SubscriptionChange(
        TenantUid tenant,
        long version,
        Kind kind,
        SubscriptionUid uid,
        String id,
        Instant at,
        @Nullable String wants,
        @Nullable String reason) {
    private static final int FORM = 1;

    /// What was done.
    public enum Kind {
        /// It was made.
        CREATED(SubscriptionChanged.Change.CREATED),
        /// Its owner says something else of it, or it signs with another secret.
        UPDATED(SubscriptionChanged.Change.UPDATED),
        /// It is paused.
        PAUSED(SubscriptionChanged.Change.PAUSED),
        /// It is active again.
        RESUMED(SubscriptionChanged.Change.RESUMED),
        /// It was disabled.
        DISABLED(SubscriptionChanged.Change.DISABLED),
        /// It will be disabled, if its receiver goes on to fail.
        FAILING(SubscriptionChanged.Change.FAILING),
        /// Its circuit was opened.
        CIRCUIT_OPENED(SubscriptionChanged.Change.CIRCUIT_OPENED),
        /// Its circuit was closed.
        CIRCUIT_CLOSED(SubscriptionChanged.Change.CIRCUIT_CLOSED),
        /// Something was noted of its receiver's failures, of which nothing is announced.
        NOTED(null),
        /// It was deleted.
        DELETED(SubscriptionChanged.Change.DELETED);

        private final SubscriptionChanged.@Nullable Change announced;

        Kind(SubscriptionChanged.@Nullable Change announced) {
            this.announced = announced;
        }

        /// What is announced of it; empty if nothing is.
        Optional<SubscriptionChanged.Change> announced() {
            return Optional.ofNullable(announced);
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }

        static Kind of(SubscriptionChanged.Change announced) {
            return valueOf(announced.name());
        }
    }

    public SubscriptionChange {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(uid, "uid is null");
        requireNonNull(id, "id is null");
        requireNonNull(at, "at is null");
    }

    /// Reads an item of the table; empty, if it is no such change.
    ///
    /// @throws io.penstock.distributed.UnknownFormException if it is one in the form of another release
    public static Optional<SubscriptionChange> of(Item item) {
        return item.key().partition().startsWith(RegistryPlaces.CHANGES) ? Optional.of(read(item)) : Optional.empty();
    }

    static SubscriptionChange read(Item item) {
        item.in(FORM);
        var tenant = item.key().partition().substring(RegistryPlaces.CHANGES.length());
        return new SubscriptionChange(
                new TenantUid(Id128.parse(tenant)),
                Long.parseLong(item.key().sort()),
                Kind.of(item.text("kind")),
                new SubscriptionUid(Id128.parse(item.text("uid"))),
                item.text("id"),
                item.time("at"),
                item.textOrNull("wants"),
                item.textOrNull("reason"));
    }

    static Item write(TenantUid tenant, Change change) {
        var after = change.after();
        return Item.at(RegistryPlaces.change(tenant, change.version()), FORM)
                .with("kind", change.kind().text())
                .with("uid", change.uid().value().text())
                .with("id", change.id())
                .with("at", change.at())
                .with("wants", after == null || !change.selects() ? null : SelectionJson.of(after.body()))
                .with("reason", after == null ? null : reason(change.kind(), after));
    }

    private static @Nullable String reason(Kind kind, Change.Stored after) {
        return kind.announced()
                .map(announced ->
                        announced.reason(SubscriptionJson.read(after.body()).status()))
                .orElse(null);
    }
}
