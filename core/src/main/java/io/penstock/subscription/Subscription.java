package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.filter.Filter;
import io.penstock.input.InvalidInputException;
import io.penstock.signing.SigningKeys;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who wants which events, where they go, and by which policy.
///
/// @param uid this creation of it
/// @param tenant whose it is
/// @param id its name in the API, unique in its tenant, [#checkId]
/// @param version the registry version that made it what it is; grows with every change
/// @param types what it wants; 1 to [#MAX_TYPES], without repetition
/// @param filter a condition on the whole event, if there is one
/// @param destination where its events go
/// @param policy how they are attempted
/// @param status whether they go out
/// @param keys what its requests are signed with
/// @param createdAt when it was made
/// @param updatedAt when it was changed last
public record Subscription(
        SubscriptionUid uid,
        TenantUid tenant,
        String id,
        long version,
        List<TypePattern> types,
        @Nullable Filter filter,
        Destination destination,
        Policy policy,
        Status status,
        SigningKeys keys,
        Instant createdAt,
        Instant updatedAt) {

    /// Most types of a subscription.
    public static final int MAX_TYPES = 50;

    /// What it takes in memory whatever its owner says, and what a type and a string in a filter take; as measured.
    private static final int BASE_BYTES = 1_000;

    private static final int BYTES_PER_TYPE = 350;
    private static final int BYTES_PER_STRING = 128;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /// @throws InvalidInputException naming the field, if a limit is passed
    public Subscription {
        requireNonNull(uid, "uid is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(id, "id is null");
        types = types.stream().distinct().toList();
        if (types.isEmpty() || types.size() > MAX_TYPES) {
            throw new InvalidInputException(
                    "types", "must be 1 to %d; write [\"*\"] for all. These are %d".formatted(MAX_TYPES, types.size()));
        }
        requireNonNull(destination, "destination is null");
        requireNonNull(policy, "policy is null");
        requireNonNull(status, "status is null");
        requireNonNull(keys, "keys is null");
        requireNonNull(createdAt, "createdAt is null");
        requireNonNull(updatedAt, "updatedAt is null");
    }

    /// A new one that is active from `now` on.
    public static Subscription active(
            SubscriptionUid uid, TenantUid tenant, String id, SubscriptionSpec spec, SigningKeys keys, Instant now) {
        return new Subscription(
                uid,
                tenant,
                id,
                0,
                spec.types(),
                spec.filter(),
                spec.destination(),
                spec.policy(),
                Status.active(now),
                keys,
                now,
                now);
    }

    /// What its owner says of it.
    public SubscriptionSpec spec() {
        return new SubscriptionSpec(types, filter, destination, policy);
    }

    /// What it takes in memory with its place in the index, in bytes, roughly. Changes only with what its owner says of
    /// it: a pause, say, is not refused for want of memory.
    public long bytes() {
        long bytes = BASE_BYTES;
        bytes += policy.bytes() + destination.bytes() + id.length();
        for (var type : types) {
            bytes += BYTES_PER_TYPE + type.text().length();
        }
        if (filter != null) {
            long quotes = filter.pattern().chars().filter(c -> c == '"').count();
            bytes += filter.pattern().length() + BYTES_PER_STRING * (quotes / 2);
        }
        return bytes;
    }

    /// Which events it wants.
    public Selection selection() {
        return new Selection(uid, id, types, filter, policy.ordering().isOrdered());
    }

    /// The same, made what it is by another version of the registry.
    public Subscription withVersion(long version) {
        return copy(version, spec(), status, keys, updatedAt);
    }

    /// The same of which its owner says something else. If its circuit is open, that may be tried at once: another
    /// destination may do better.
    public Subscription with(SubscriptionSpec spec, Instant updatedAt) {
        return copy(version, spec, status.hopeful(updatedAt), keys, updatedAt);
    }

    /// The same with another status, since when that is; what its owner says of it is not changed later than it was.
    public Subscription with(Status status) {
        return copy(version, spec(), status, keys, status.since().isAfter(updatedAt) ? status.since() : updatedAt);
    }

    /// The same with another status.
    public Subscription with(Status status, Instant updatedAt) {
        return copy(version, spec(), status, keys, updatedAt);
    }

    /// The same with other keys.
    public Subscription with(SigningKeys keys, Instant updatedAt) {
        return copy(version, spec(), status, keys, updatedAt);
    }

    private Subscription copy(long version, SubscriptionSpec spec, Status status, SigningKeys keys, Instant updatedAt) {
        return new Subscription(
                uid,
                tenant,
                id,
                version,
                spec.types(),
                spec.filter(),
                spec.destination(),
                spec.policy(),
                status,
                keys,
                createdAt,
                updatedAt);
    }

    /// Checks that a subscription may be called so.
    ///
    /// @throws InvalidInputException if not
    public static void checkId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new InvalidInputException(
                    "id", "must have 1 to 100 letters, digits, '.', '_' and '-', the first a letter or digit");
        }
    }
}
