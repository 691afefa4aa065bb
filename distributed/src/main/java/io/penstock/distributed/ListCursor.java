package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.ledger.DeliveryQuery;
import io.penstock.ledger.EventQuery;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a list goes on. It is bound to its list by a hash of the query, so that one of another list is refused rather
/// than followed.
///
/// @param place of the entry behind which it goes on
/// @param rest which of that entry's deliveries, from 1, is the first that is still to be shown, before it goes on; 0
/// if
///     there is none
record ListCursor(String place, int rest) {
    /// How many events one call looks at.
    static final int LOOK = 128;

    private static final Pattern TEXT = Pattern.compile("(?<list>[^.]+)\\.(?<rest>[0-9]{1,7})\\.(?<place>[^.]+)");

    ListCursor {
        requireNonNull(place, "place is null");
    }

    /// What tells this list from any other.
    static String list(EventQuery query) {
        return Id128.derive(
                        "events",
                        query.tenant().toString(),
                        String.valueOf(query.type()),
                        String.valueOf(query.source()),
                        String.valueOf(query.subject()),
                        String.valueOf(query.state()),
                        String.valueOf(query.since()),
                        String.valueOf(query.until()))
                .text();
    }

    /// What tells this list from any other.
    static String list(DeliveryQuery query) {
        return Id128.derive(
                        "deliveries",
                        query.tenant().toString(),
                        String.valueOf(query.subscription()),
                        new TreeSet<>(query.states()).toString())
                .text();
    }

    String text(String list) {
        var text = "%s.%d.%s".formatted(list, rest, place);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Reads what [#text] wrote for the same list; null is the start.
    ///
    /// @throws InvalidInputException if it is anything else
    static @Nullable ListCursor read(@Nullable String text, String list) {
        if (text == null) {
            return null;
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
            var parts = TEXT.matcher(new String(bytes, StandardCharsets.UTF_8));
            if (parts.matches() && parts.group("list").equals(list)) {
                return new ListCursor(parts.group("place"), Integer.parseInt(parts.group("rest")));
            }
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        throw refused();
    }

    private static InvalidInputException refused() {
        return new InvalidInputException("cursor", "is none of this list; leave it out to begin at the newest");
    }
}
