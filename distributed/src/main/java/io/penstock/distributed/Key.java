package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/// Where an item is in a [Table].
///
/// @param partition which items it is among; at most [#MAX_PARTITION_BYTES] of UTF-8, not empty
/// @param sort its place among them, in the order of its bytes in UTF-8; at most [#MAX_SORT_BYTES], not empty
public record Key(String partition, String sort) {
    /// Longest partition key, in bytes of UTF-8.
    public static final int MAX_PARTITION_BYTES = 2_048;

    /// Longest sort key, in bytes of UTF-8.
    public static final int MAX_SORT_BYTES = 1_024;

    /// The order of sort keys, which is not that of [String#compareTo] past the 65,536th character.
    public static final Comparator<String> SORT_ORDER = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    public Key {
        requireNonNull(partition, "partition is null");
        requireNonNull(sort, "sort is null");
        check("partition", partition, MAX_PARTITION_BYTES);
        check("sort", sort, MAX_SORT_BYTES);
    }

    private static void check(String what, String value, int most) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > most) {
            throw new IllegalArgumentException("a %s key has 1 to %,d bytes, not %,d".formatted(what, most, bytes));
        }
    }
}
