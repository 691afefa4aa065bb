package io.penstock.distributed;

import io.penstock.distributed.KeptEvent.Planned;
import io.penstock.event.ContentHash;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.PlannedEvent;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events and plans as items: one item for both, data that does not fit in a blob.
final class EventItems {
    private static final int FORM = 1;
    private static final String UNPLANNED = "unplanned";
    private static final String LANE = "lane";

    /// The form whose data is packed.
    private static final int PACKED_FORM = 2;

    /// The form of what is left of one that was erased: whoever does not know it is not to deliver that.
    private static final int ERASED_FORM = 3;

    /// How many bytes DynamoDB writes for the price of one unit.
    private static final int UNIT_BYTES = 1_024;

    private final Blobs blobs;
    private final DistributedOptions options;

    EventItems(Blobs blobs, DistributedOptions options) {
        this.blobs = blobs;
        this.options = options;
    }

    /// The item of `planned`. A blob that it refers to is there when this returns: under a name of its own acceptance,
    /// so that one which comes to nothing harms no other.
    ///
    /// @param reason why it goes to nobody, if nobody was asked
    Item write(PlannedEvent planned, KeptPlan plan, @Nullable String reason, EncodedEvent event) {
        var item = item(planned, plan, reason, event);
        return item.size() <= Item.MAX_BYTES
                ? item
                : item(
                        planned,
                        plan,
                        reason,
                        event.movedTo(blobs, dataName(planned.tenant(), planned.key(), planned.acceptId())));
    }

    /// What the data of an event that was accepted so is called, where it is too large for its message or item.
    static String dataName(TenantUid tenant, EventKey key, Id128 acceptId) {
        return "events/%s/%s/%s".formatted(tenant.value().text(), key.value().text(), acceptId.text());
    }

    private Item item(PlannedEvent planned, KeptPlan plan, @Nullable String reason, EncodedEvent event) {
        var unplanned = Item.at(Places.event(planned.key()), FORM)
                .with(Item.REVISION, 1)
                .with(Item.TTL, ttl(planned.acceptedAt()))
                .with("tenant", planned.tenant().value().text())
                .with("acceptId", planned.acceptId().text())
                .with("acceptedAt", planned.acceptedAt())
                .with("content", planned.content().value().text())
                .with("registryVersion", planned.plan().registryVersion())
                .with("unmatched", reason)
                .with("attributes", event.attributes());
        var lane = Lane.key(planned.event().partitionKey());
        var ordered = planned.plan().subscriptions().stream()
                .filter(planned.plan().ordered()::contains)
                .toList();
        var item = inOrder(with(plan, unplanned), lane, lane == null ? List.of() : ordered);
        var data = event.data();
        if (data == null) {
            return item;
        }
        var withForm = item.with("dataForm", EncodedEvent.text(data.form()));
        return switch (data.where()) {
            case EncodedEvent.Where.Here(var bytes) -> withData(withForm, bytes);
            case EncodedEvent.Where.InBlob(var name) -> withForm.with("blob", name);
        };
    }

    /// What is left of an event, in the place of `present`.
    Item write(KeptEvent erased, Item present) {
        var item = with(
                erased.plan(),
                Item.at(present.key(), ERASED_FORM)
                        .with(Item.REVISION, present.number(Item.REVISION) + 1)
                        .with(Item.TTL, present.number(Item.TTL))
                        .with("tenant", erased.tenant().value().text())
                        .with("acceptId", erased.acceptId().text())
                        .with("acceptedAt", erased.acceptedAt())
                        .with("registryVersion", erased.registryVersion())
                        .with("unmatched", erased.reason())
                        .with("attributes", erased.event().attributes())
                        .with("erasedAt", erased.erasedAt()));
        return inOrder(item, erased.lane(), erased.ordered());
    }

    private static Item inOrder(Item item, @Nullable Id128 lane, List<SubscriptionUid> ordered) {
        return lane == null || ordered.isEmpty()
                ? item
                : item.with(LANE, lane.text()).with("ordered", planBytes(ordered));
    }

    private static Item with(KeptPlan plan, Item unplanned) {
        return switch (plan) {
            case KeptPlan.Here(var subscriptions) -> unplanned.with("plan", planBytes(subscriptions));
            case KeptPlan.InPages(var number, int pages, int size) ->
                unplanned
                        .with("planNumber", number.text())
                        .with("planPages", pages)
                        .with("planSize", size);
        };
    }

    /// Packed where that makes the item cheaper to write. What fits unpacked only is left as it is: a blob is cheaper
    /// than an item of that size.
    private static Item withData(Item item, byte[] data) {
        var plain = item.with("data", data);
        if (units(plain) == units(item) || plain.size() > Item.MAX_BYTES) {
            return plain;
        }
        var packed = item.with(Item.FORM, PACKED_FORM)
                .with("packed", Packed.pack(data))
                .with("dataBytes", data.length);
        return units(packed) < units(plain) ? packed : plain;
    }

    private static int units(Item item) {
        return Math.ceilDiv(item.size(), UNIT_BYTES);
    }

    /// From when on the table may remove what belongs to an event, as [Item#TTL] has it.
    long ttl(Instant acceptedAt) {
        return acceptedAt.plus(options.retention()).getEpochSecond() + 1;
    }

    KeptEvent read(Item item) {
        boolean erased = item.has("erasedAt");
        item.in(erased ? ERASED_FORM : item.has("packed") ? PACKED_FORM : FORM);
        return new KeptEvent(
                new TenantUid(Id128.parse(item.text("tenant"))),
                key(item),
                Id128.parse(item.text("acceptId")),
                item.time("acceptedAt"),
                erased ? null : new ContentHash(Id128.parse(item.text("content"))),
                item.number("registryVersion"),
                plan(item),
                item.has(LANE) ? Id128.parse(item.text(LANE)) : null,
                item.has(LANE) ? subscriptions(item.bytes("ordered")) : List.of(),
                item.textOrNull("unmatched"),
                new EncodedEvent(item.bytes("attributes"), item.has("dataForm") ? data(item) : null),
                erased ? item.time("erasedAt") : null);
    }

    private static KeptPlan plan(Item item) {
        return item.has("planNumber")
                ? new KeptPlan.InPages(
                        Id128.parse(item.text("planNumber")), item.small("planPages"), item.small("planSize"))
                : new KeptPlan.Here(subscriptions(item.bytes("plan")));
    }

    private static EncodedEvent.Data data(Item item) {
        return new EncodedEvent.Data(
                EncodedEvent.form(item.text("dataForm")),
                item.has("blob")
                        ? new EncodedEvent.Where.InBlob(item.text("blob"))
                        : new EncodedEvent.Where.Here(
                                item.has("packed")
                                        ? Packed.unpack(item.bytes("packed"), item.small("dataBytes"))
                                        : item.bytes("data")));
    }

    private static EventKey key(Item item) {
        return EventKey.parse(item.key().partition().substring("event#".length()));
    }

    static byte[] planBytes(List<SubscriptionUid> subscriptions) {
        var bytes = ByteBuffer.allocate(subscriptions.size() * Id128.BYTES);
        subscriptions.forEach(subscription -> bytes.put(subscription.value().bytes()));
        return bytes.array();
    }

    static List<SubscriptionUid> subscriptions(byte[] plan) {
        var bytes = ByteBuffer.wrap(plan);
        var subscriptions = new ArrayList<SubscriptionUid>();
        while (bytes.hasRemaining()) {
            subscriptions.add(new SubscriptionUid(new Id128(bytes.getLong(), bytes.getLong())));
        }
        return subscriptions;
    }

    /// The item that leads from a delivery's id to its event.
    Item write(Planned planned) {
        var item = Item.at(Places.planned(planned.id()), FORM)
                .with(Item.TTL, ttl(planned.acceptedAt()))
                .with("tenant", planned.tenant().value().text())
                .with("event", planned.event().text())
                .with("subscription", planned.subscription().value().text())
                .with("acceptedAt", planned.acceptedAt());
        return planned.lane() == null ? item : item.with(LANE, planned.lane().text());
    }

    /// The same of a delivery that nobody planned, and that is about to be made: it means nothing until that has a record.
    Item writeUnplanned(Planned planned) {
        return write(planned).with(UNPLANNED, 1);
    }

    static boolean isUnplanned(Item item) {
        return item.has(UNPLANNED);
    }

    Planned readPlanned(Item item) {
        item.in(FORM);
        return new Planned(
                new TenantUid(Id128.parse(item.text("tenant"))),
                EventKey.parse(item.text("event")),
                new SubscriptionUid(Id128.parse(item.text("subscription"))),
                item.time("acceptedAt"),
                item.has(LANE) ? Id128.parse(item.text(LANE)) : null);
    }
}
