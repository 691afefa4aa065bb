package io.penstock.event;

import static java.util.Objects.requireNonNull;

import io.penstock.identity.Id128;
import io.penstock.tenant.TenantUid;

/// The name of an accepted event, derived from what makes it one of a kind: tenant, `source` and `id`.
///
/// @param value the hash over (tenant uid, source, id)
public record EventKey(Id128 value) {
    /// What every event key begins with.
    public static final String PREFIX = "evt_";

    public EventKey {
        requireNonNull(value, "value is null");
    }

    /// The key of the event that `tenant` calls (`source`, `id`).
    public static EventKey of(TenantUid tenant, String source, String id) {
        return new EventKey(Id128.derive(tenant.value().text(), source, id));
    }

    /// Reads what [#text] wrote.
    ///
    /// @throws IllegalArgumentException if `text` is anything else
    public static EventKey parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("an event key begins with " + PREFIX);
        }
        return new EventKey(Id128.parse(text.substring(PREFIX.length())));
    }

    /// `evt_` and 26 characters.
    public String text() {
        return PREFIX + value.text();
    }

    @Override
    public String toString() {
        return text();
    }
}
