package io.penstock.distributed.registry;

import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What follows from a change that stands in its tenant's head, in this order: what the subscription wanted before is
/// kept; the subscription; what is called by its id; the log of changes. To do it twice, or by two at once, or by one who
/// is late while others have gone on, is as good as to do it once: each item has the version that made it what it is, and
/// gives way to later ones only.
final class Effects {
    /// How long what was deleted stays in the way of whoever is late: no process stands still for so long.
    static final Duration IN_THE_WAY = Duration.ofDays(1);

    /// How much longer than events are kept it is known what was wanted: what is matched just before a change is in force
    /// may be stored a little later.
    private static final Duration MARGIN = Duration.ofDays(1);

    private static final int FORM = 1;

    private final Table table;
    private final Duration retention;

    /// @param retention how long events are kept
    Effects(Table table, Duration retention) {
        this.table = table;
        this.retention = retention;
    }

    void of(TenantUid tenant, Change change) {
        changeSubscription(tenant, change);
        changeId(tenant, change);
        table.put(SubscriptionChange.write(tenant, change), new Table.Condition.Any());
    }

    private void changeSubscription(TenantUid tenant, Change change) {
        var item = SubscriptionItems.write(tenant, change);
        @Nullable Item present = table.get(item.key()).orElse(null);
        while (present == null || SubscriptionItems.version(present) < change.version()) {
            if (present != null && SubscriptionItems.isInForce(present) && ends(change)) {
                table.put(wanted(tenant, present, change), new Table.Condition.Any());
            }
            var put = table.put(
                    SubscriptionItems.isInForce(item) ? item : item.until(untilForgotten(change.at())),
                    unchanged(present));
            switch (put) {
                case Table.Put.Written() -> {
                    return;
                }
                case Table.Put.Refused(var other) -> present = other;
            }
        }
    }

    /// Whether the subscription does not want any more what it wanted before.
    private static boolean ends(Change change) {
        return change.after() == null || change.selects();
    }

    private Item wanted(TenantUid tenant, Item before, Change change) {
        var key = RegistryPlaces.wanted(tenant, SubscriptionItems.id(before), SubscriptionItems.selected(before));
        return Item.at(key, FORM)
                .until(untilForgotten(change.at()))
                .with("uid", SubscriptionItems.uid(before).value().text())
                .with("until", change.version())
                .with("wants", SelectionJson.of(before.text("body")));
    }

    private Instant untilForgotten(Instant changed) {
        return changed.plus(retention).plus(MARGIN);
    }

    /// Only what is made or deleted changes who has an id.
    private void changeId(TenantUid tenant, Change change) {
        switch (change.kind()) {
            case CREATED -> changeId(called(tenant, change));
            case DELETED ->
                changeId(called(tenant, change)
                        .with("ended", change.at())
                        .until(change.at().plus(IN_THE_WAY)));
            case UPDATED, PAUSED, RESUMED, DISABLED, FAILING, CIRCUIT_OPENED, CIRCUIT_CLOSED, NOTED -> {}
        }
    }

    private static Item called(TenantUid tenant, Change change) {
        return Item.at(RegistryPlaces.subscription(tenant, change.id()), FORM)
                .with(Item.REVISION, change.version())
                .with("uid", change.uid().value().text());
    }

    private void changeId(Item item) {
        Key key = item.key();
        @Nullable Item present = table.get(key).orElse(null);
        while (present == null || present.in(FORM).number(Item.REVISION) < item.number(Item.REVISION)) {
            switch (table.put(item, unchanged(present))) {
                case Table.Put.Written() -> {
                    return;
                }
                case Table.Put.Refused(var other) -> present = other;
            }
        }
    }

    private static Table.Condition unchanged(@Nullable Item present) {
        return present == null
                ? new Table.Condition.Absent()
                : new Table.Condition.Unchanged(present.number(Item.REVISION));
    }
}
