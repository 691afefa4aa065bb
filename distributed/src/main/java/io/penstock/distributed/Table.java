package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Items under keys of two parts. What is written is durable when the call returns, and seen by every read that begins
/// afterwards. There are no transactions: a condition is about the item that is written, and no other.
///
/// Exceptions are failures of the table; what was to be written may have been written, or not.
public interface Table {
    /// What must hold of the item that is there.
    sealed interface Condition {
        /// Nothing.
        record Any() implements Condition {}

        /// There is none.
        record Absent() implements Condition {}

        /// Its [Item#REVISION] is still this.
        ///
        /// @param revision of the item as it was read
        record Unchanged(long revision) implements Condition {}
    }

    /// What became of a conditional write.
    sealed interface Put {
        /// It is there.
        record Written() implements Put {}

        /// It is not: its condition did not hold.
        ///
        /// @param present what is there instead; null if there is nothing
        record Refused(@Nullable Item present) implements Put {}
    }

    /// Part of a partition: the items whose sort keys begin with `prefix`.
    ///
    /// @param partition which partition
    /// @param prefix how their sort keys begin; empty for all
    /// @param after where to go on: behind this sort key, in the direction of the query, whether or not it is that of
    ///     an item; null from the start
    /// @param newestFirst against the order of the sort keys
    record Range(String partition, String prefix, @Nullable String after, boolean newestFirst) {
        public Range {
            requireNonNull(partition, "partition is null");
            requireNonNull(prefix, "prefix is null");
        }

        /// In the order of their sort keys.
        public static Range of(String partition, String prefix) {
            return new Range(partition, prefix, null, false);
        }

        /// What comes behind `sort`.
        public Range after(String sort) {
            return new Range(partition, prefix, sort, newestFirst);
        }
    }

    /// The item of this key.
    Optional<Item> get(Key key);

    /// Those items of these keys that are there, in one request if they are few.
    Map<Key, Item> get(Collection<Key> keys);

    /// Puts `item` in the place of what has its key, if `condition` holds.
    Put put(Item item, Condition condition);

    /// Puts all of them, in any order, each in the place of what has its key. If it fails, some may be there.
    void putAll(List<Item> items);

    /// Removes what has this key, if `condition` holds; [Condition.Absent] never does.
    ///
    /// @return whether there is nothing of this key now
    boolean delete(Key key, Condition condition);

    /// Removes what has these keys, in any order. If it fails, some may be gone.
    void deleteAll(List<Key> keys);

    /// Up to `limit` items, in order. Fewer only at the end of the range.
    List<Item> query(Range range, int limit);
}
