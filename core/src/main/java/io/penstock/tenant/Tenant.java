package io.penstock.tenant;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.time.Instant;
import java.util.regex.Pattern;

/// Whose events these are. Everything below a tenant is invisible to every other.
///
/// @param uid this creation of it
/// @param id its name in the API, [#checkId]
/// @param name what people call it, at most [#MAX_NAME] characters
/// @param createdAt when
public record Tenant(TenantUid uid, String id, String name, Instant createdAt) {
    /// The tenant of Penstock's own operational events; nobody makes, changes or deletes it.
    public static final String RESERVED_ID = "penstock";

    /// Most characters of a name.
    public static final int MAX_NAME = 200;

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    public Tenant {
        requireNonNull(uid, "uid is null");
        requireNonNull(id, "id is null");
        requireNonNull(name, "name is null");
        requireNonNull(createdAt, "createdAt is null");
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new InvalidInputException("name", "must have 1 to %d characters".formatted(MAX_NAME));
        }
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
