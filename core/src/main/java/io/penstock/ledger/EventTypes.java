package io.penstock.ledger;

import static java.util.Objects.requireNonNull;

import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.util.List;

/// The types of the events that a tenant has published: each for as long as its events are kept, and within the limits
/// those that were seen last. What is over goes with what is done every second without being asked.
public interface EventTypes {
    /// One type.
    ///
    /// @param type the type
    /// @param firstSeen when the first event of it was accepted, since it is remembered
    record Seen(String type, Instant firstSeen) {
        public Seen {
            requireNonNull(type, "type is null");
            requireNonNull(firstSeen, "firstSeen is null");
        }
    }

    /// Most types of a tenant that are remembered; events of further ones are accepted all the same.
    int MAX_PER_TENANT = 10_000;

    /// Most bytes of UTF-8 that the names of these types have together.
    int MAX_BYTES_PER_TENANT = 1_024 * 1_024;

    /// Up to `limit` types by their names, in the order of their characters, those after `after`; from the
    /// first if that is empty.
    List<Seen> list(TenantUid tenant, String after, int limit);
}
