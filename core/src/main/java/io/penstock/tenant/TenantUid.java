package io.penstock.tenant;

import static java.util.Objects.requireNonNull;

import io.penstock.identity.Id128;

/// One creation of a tenant: made anew whenever a tenant of the same name is made again.
///
/// @param value drawn by chance
public record TenantUid(Id128 value) {
    public TenantUid {
        requireNonNull(value, "value is null");
    }

    @Override
    public String toString() {
        return "ten_" + value.text();
    }
}
