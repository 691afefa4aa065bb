package io.penstock.tenant;

import static java.util.Objects.requireNonNull;

import io.penstock.arn.ArnPattern;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/// Whose events these are. Everything below a tenant is invisible to every other.
///
/// @param uid this creation of it
/// @param id its name in the API, [#checkId]
/// @param name what people call it, at most [#MAX_NAME] characters
/// @param createdAt when
/// @param destinations which queues, topics, buses and functions the operator lets it send to with Penstock's own rights;
///     at most [#MAX_DESTINATIONS]
public record Tenant(TenantUid uid, String id, String name, Instant createdAt, List<ArnPattern> destinations) {
    /// The tenant of Penstock's own operational events; nobody makes, changes or deletes it.
    public static final String RESERVED_ID = "penstock";

    /// Most characters of a name.
    public static final int MAX_NAME = 200;

    /// Most patterns of destinations.
    public static final int MAX_DESTINATIONS = 100;

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    public Tenant {
        requireNonNull(uid, "uid is null");
        requireNonNull(id, "id is null");
        requireNonNull(name, "name is null");
        requireNonNull(createdAt, "createdAt is null");
        destinations = List.copyOf(destinations);
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new InvalidInputException("name", "must have 1 to %d characters".formatted(MAX_NAME));
        }
        if (destinations.size() > MAX_DESTINATIONS) {
            throw new InvalidInputException(
                    "destinations",
                    "may be %d patterns; these are %d".formatted(MAX_DESTINATIONS, destinations.size()));
        }
    }

    /// One that may send to webhooks only, and through roles.
    public Tenant(TenantUid uid, String id, String name, Instant createdAt) {
        this(uid, id, name, createdAt, List.of());
    }

    /// The external id that goes with every role that is assumed for this tenant: a role that asks for it can be assumed
    /// for nobody else
    /// ([confused deputy](https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html)). As hard to guess as the
    /// uid, which it does not tell; a tenant that is made again has another.
    public String externalId() {
        return Id128.derive("external id", uid.value().text()).text();
    }

    /// Checks that a tenant may be called so.
    ///
    /// @throws InvalidInputException if not
    public static void checkId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new InvalidInputException(
                    "tenant",
                    "must have 1 to 64 characters: lower-case letters, digits, '-' and '_', the first a letter or"
                            + " digit");
        }
        if (id.equals(RESERVED_ID)) {
            throw new InvalidInputException("tenant", "'%s' is reserved for Penstock's own events".formatted(id));
        }
    }
}
