package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.arn.ArnPattern;
import io.penstock.distributed.Item;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A tenant, and what every change of its subscriptions goes by: an item that is written only as it was read.
///
/// @param revision of the item as it was read; 0 if it is not there yet
/// @param tenant itself
/// @param version how many changes there were
/// @param subscriptions how many it has after these
/// @param bytes what they take of its room
/// @param change the last of these changes, if its effects may not all be there; else null
/// @param endedAt when it ended; null if it is in force
record Head(
        long revision,
        Tenant tenant,
        long version,
        long subscriptions,
        long bytes,
        @Nullable Change change,
        @Nullable Instant endedAt) {
    private static final int FORM = 1;

    /// How long one that has ended stays: longer than anyone may take who has read it before.
    private static final Duration STAY = Duration.ofDays(30);

    Head {
        requireNonNull(tenant, "tenant is null");
    }

    /// Of a tenant that has nothing yet.
    static Head of(Tenant tenant) {
        return new Head(0, tenant, 0, 0, 0, null, null);
    }

    boolean isInForce() {
        return endedAt == null;
    }

    /// The same after `change`, which takes so much more room.
    Head with(Change change, long moreSubscriptions, long moreBytes) {
        return new Head(
                revision,
                tenant,
                change.version(),
                subscriptions + moreSubscriptions,
                bytes + moreBytes,
                change,
                endedAt);
    }

    /// The same, all of whose changes are done.
    Head done() {
        return new Head(revision, tenant, version, subscriptions, bytes, null, endedAt);
    }

    /// The same of a tenant that is called something else.
    Head with(Tenant tenant) {
        return new Head(revision, tenant, version, subscriptions, bytes, change, endedAt);
    }

    /// The same of a tenant that has ended.
    Head ended(Instant now) {
        return new Head(revision, tenant, version, subscriptions, bytes, change, now);
    }

    /// The same, in an item of this revision.
    Head at(long revision) {
        return new Head(revision, tenant, version, subscriptions, bytes, change, endedAt);
    }

    Item write() {
        var item = Item.at(RegistryPlaces.head(tenant.uid()), FORM)
                .with(Item.REVISION, revision)
                .with("id", tenant.id())
                .with("name", tenant.name())
                .with("createdAt", tenant.createdAt())
                .with("version", version)
                .with("subscriptions", subscriptions)
                .with("bytes", bytes);
        if (!tenant.destinations().isEmpty()) {
            item = item.with("destinations", lines(tenant.destinations()));
        }
        if (endedAt != null) {
            item = item.with("endedAt", endedAt).until(endedAt.plus(STAY));
        }
        return change == null ? item : change.in(item);
    }

    static Head read(TenantUid uid, Item item) {
        item.in(FORM);
        long version = item.number("version");
        return new Head(
                item.number(Item.REVISION),
                new Tenant(
                        uid,
                        item.text("id"),
                        item.text("name"),
                        item.time("createdAt"),
                        patterns(item.textOrNull("destinations"))),
                version,
                item.number("subscriptions"),
                item.number("bytes"),
                Change.of(item, version),
                item.has("endedAt") ? item.time("endedAt") : null);
    }

    private static String lines(List<ArnPattern> patterns) {
        return patterns.stream().map(ArnPattern::text).collect(Collectors.joining("\n"));
    }

    private static List<ArnPattern> patterns(@Nullable String lines) {
        return lines == null ? List.of() : lines.lines().map(ArnPattern::new).toList();
    }
}
