package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.Blobs;
import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import io.penstock.identity.Id128;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What the subscriptions of a tenant want at a version: the tenant's snapshot, a blob, and the log of changes since, in
/// the table. The log reaches back to the snapshot, to the first change if there is none; so nothing else is needed, and a
/// snapshot that is old costs time, and nothing else.
///
/// The log behind the snapshot before the last one is removed: whoever holds a version that is not much older than the
/// snapshot goes on by the log.
final class Snapshots {
    private static final int FORM = 1;
    private static final int PAGE = 500;
    private static final int TRIES = 10;

    private final Table table;
    private final Blobs blobs;
    private final RandomGenerator random;

    Snapshots(Table table, Blobs blobs, RandomGenerator random) {
        this.table = requireNonNull(table, "table is null");
        this.blobs = requireNonNull(blobs, "blobs is null");
        this.random = requireNonNull(random, "random is null");
    }

    /// Which snapshots there are. Each has a name that no other ever had: whoever is late removes nothing that is used.
    ///
    /// @param revision of the item as it was read; 0 if there is none
    /// @param version of the snapshot; 0 if there is none
    /// @param blob its name; null if there is none
    /// @param previous the name of the one before; null if there is none
    /// @param next the name of one that may be there, and is not used yet; null if there is none
    private record Present(
            long revision,
            long version,
            @Nullable String blob,
            @Nullable String previous,
            @Nullable String next) {
        Item write(TenantUid tenant, long revision) {
            return Item.at(RegistryPlaces.snapshot(tenant), FORM)
                    .with(Item.REVISION, revision)
                    .with("version", version)
                    .with("blob", blob)
                    .with("previous", previous)
                    .with("next", next);
        }

        static Present read(@Nullable Item item) {
            return item == null
                    ? new Present(0, 0, null, null, null)
                    : new Present(
                            item.in(FORM).number(Item.REVISION),
                            item.number("version"),
                            item.textOrNull("blob"),
                            item.textOrNull("previous"),
                            item.textOrNull("next"));
        }
    }

    private Present present(TenantUid tenant) {
        return Present.read(table.get(RegistryPlaces.snapshot(tenant)).orElse(null));
    }

    /// The version of the snapshot; 0 if there is none.
    long version(TenantUid tenant) {
        return present(tenant).version();
    }

    /// All that is wanted, at the version `atLeast` or a later one.
    ///
    /// @param empty makes what is to be told
    <S extends Selections> S load(TenantUid tenant, long atLeast, Supplier<S> empty) {
        for (int i = 0; i < TRIES; i++) {
            var loaded = empty.get();
            if (loadSnapshot(tenant, loaded) && catchUp(tenant, atLeast, loaded)) {
                return loaded;
            }
        }
        throw new IllegalStateException("the subscriptions of %s cannot be loaded".formatted(tenant));
    }

    /// @return whether it could be; not, if it has been replaced meanwhile
    private boolean loadSnapshot(TenantUid tenant, Selections loaded) {
        var name = present(tenant).blob();
        if (name == null) {
            return true;
        }
        var blob = blobs.get(name);
        blob.ifPresent(bytes -> SnapshotForm.read(bytes, loaded));
        return blob.isPresent();
    }

    /// Tells `selections` all that was changed since the version that it has reached.
    ///
    /// @return whether it has reached `atLeast`: not, if the log does not reach back so far any more
    boolean catchUp(TenantUid tenant, long atLeast, Selections selections) {
        var page = changesAfter(tenant, selections.version());
        while (!page.isEmpty()) {
            for (var item : page) {
                var change = SubscriptionChange.read(item);
                if (change.version() != selections.version() + 1) {
                    return false;
                }
                tell(selections, change);
            }
            page = page.size() < PAGE ? List.of() : changesAfter(tenant, selections.version());
        }
        return selections.version() >= atLeast;
    }

    private List<Item> changesAfter(TenantUid tenant, long version) {
        var range = Table.Range.of(RegistryPlaces.changes(tenant), "");
        return table.query(range.after(RegistryPlaces.version(version)), PAGE);
    }

    private static void tell(Selections selections, SubscriptionChange change) {
        if (change.kind() == SubscriptionChange.Kind.DELETED) {
            selections.remove(change.uid(), change.version());
        } else if (change.wants() != null) {
            selections.put(SelectionJson.read(change.wants()).by(change.uid(), change.id()), change.version());
        }
        selections.reached(change.version());
    }

    /// Puts a new snapshot in the place of the present one.
    ///
    /// It is said first that it may be there, so that whoever comes next removes it if nothing comes of it; it is used
    /// once it is there. Of two who do this at once, one does.
    void renew(TenantUid tenant, long atLeast) {
        var snapshot = load(tenant, atLeast, Snapshot::new);
        var present = withoutNext(tenant);
        if (present.isPresent() && present.get().version() < snapshot.version()) {
            renew(tenant, present.get(), snapshot);
        }
    }

    private void renew(TenantUid tenant, Present present, Snapshot snapshot) {
        var name = RegistryPlaces.blob(tenant, snapshot.version(), Id128.random(random));
        var announced = put(
                tenant, new Present(present.revision(), present.version(), present.blob(), present.previous(), name));
        if (announced.isEmpty()) {
            return;
        }
        blobs.put(name, SnapshotForm.write(snapshot));
        removeBlob(present.previous());
        var renewed =
                put(tenant, new Present(announced.get().revision(), snapshot.version(), name, present.blob(), null));
        if (renewed.isPresent()) {
            removeChanges(tenant, present.version());
        }
    }

    /// Removes what is not used yet, if there is anything: after it was written once more that it may be there, since then
    /// whoever was about to use it cannot any more.
    ///
    /// @return empty if someone else is at it
    private Optional<Present> withoutNext(TenantUid tenant) {
        var present = present(tenant);
        if (present.next() == null) {
            return Optional.of(present);
        }
        var taken = put(tenant, present);
        taken.ifPresent(_ -> removeBlob(present.next()));
        return taken;
    }

    private void removeBlob(@Nullable String name) {
        if (name != null) {
            blobs.delete(name);
        }
    }

    /// @return as it was written; empty if it was changed since it was read
    private Optional<Present> put(TenantUid tenant, Present changed) {
        long revision = 1 + random.nextLong(Long.MAX_VALUE);
        var condition = changed.revision() == 0
                ? new Table.Condition.Absent()
                : new Table.Condition.Unchanged(changed.revision());
        return table.put(changed.write(tenant, revision), condition) instanceof Table.Put.Written
                ? Optional.of(
                        new Present(revision, changed.version(), changed.blob(), changed.previous(), changed.next()))
                : Optional.empty();
    }

    /// Removes the log up to `version`.
    private void removeChanges(TenantUid tenant, long version) {
        var range = Table.Range.of(RegistryPlaces.changes(tenant), "");
        while (true) {
            var past = table.query(range, PAGE).stream()
                    .map(Item::key)
                    .filter(key -> Long.parseLong(key.sort()) <= version)
                    .toList();
            if (past.isEmpty()) {
                return;
            }
            table.deleteAll(past);
        }
    }

    /// Removes the snapshots of a tenant that has ended, and some of its log.
    ///
    /// @return whether there may be more
    boolean removeSome(TenantUid tenant) {
        var present = present(tenant);
        removeBlob(present.blob());
        removeBlob(present.previous());
        removeBlob(present.next());
        table.delete(RegistryPlaces.snapshot(tenant), new Table.Condition.Any());
        List<Key> changes = table.query(Table.Range.of(RegistryPlaces.changes(tenant), ""), PAGE).stream()
                .map(Item::key)
                .toList();
        if (!changes.isEmpty()) {
            table.deleteAll(changes);
        }
        return changes.size() == PAGE;
    }
}
