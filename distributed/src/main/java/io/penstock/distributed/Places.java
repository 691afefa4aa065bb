package io.penstock.distributed;

import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.ParkReason;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.time.Instant;
import java.util.Locale;

/// Where items are: the one place that knows how keys are written. Numbers have a fixed width, so that they are in
/// order.
final class Places {
    /// What the sort keys of an event's deliveries begin with.
    static final String DELIVERIES = "delivery#";

    /// What the sort keys of the attempts of an event's deliveries begin with.
    static final String ATTEMPTS = "attempt#";

    /// The partition that says for which subscriptions, and why, deliveries are parked.
    static final String LOTS = "lots";

    /// The partition of what is known of replays over all tenants.
    static final String REPLAYS = "replays";

    /// What the sort keys of the replays begin with that may run.
    static final String RUNNING_REPLAYS = "running#";

    /// What the sort keys of a tenant's replays begin with, by their numbers.
    static final String REPLAY_JOBS = "job#";

    private Places() {}

    static Key event(EventKey event) {
        return new Key(ofEvent(event), "event");
    }

    /// Everything about an event and its deliveries.
    static String ofEvent(EventKey event) {
        return "event#" + event.text();
    }

    static Key duplicates(EventKey event) {
        return new Key(ofEvent(event), "duplicates");
    }

    /// A page of a plan that is too long to stand with its event.
    static Key planPage(EventKey event, Id128 plan, int page) {
        return new Key(ofEvent(event), "plan#%s#%05d".formatted(plan.text(), page));
    }

    static Key delivery(EventKey event, SubscriptionUid subscription) {
        return new Key(ofEvent(event), DELIVERIES + subscription.value().text());
    }

    /// @param nonce tells two attempts of the same number that began in the same millisecond
    static Key attempt(EventKey event, SubscriptionUid subscription, int run, int n, Instant startedAt, Id128 nonce) {
        return new Key(
                ofEvent(event),
                attempts(subscription) + "%05d#%05d#%s#%s".formatted(run, n, millis(startedAt), nonce.text()));
    }

    static String attempts(SubscriptionUid subscription) {
        return ATTEMPTS + subscription.value().text() + "#";
    }

    /// Leads from the id of a delivery to its event.
    static Key planned(DeliveryId delivery) {
        return new Key("delivery#" + delivery.text(), "planned");
    }

    /// A part of the list of a tenant's events.
    static String list(TenantUid tenant, int shard) {
        return "list#%s#%02d".formatted(tenant.value().text(), shard);
    }

    /// The place of an event in its list.
    static String inList(Instant acceptedAt, EventKey event) {
        return millis(acceptedAt) + "#" + event.text();
    }

    /// A tenant's event types, by the time that they were seen last.
    static String types(TenantUid tenant) {
        return "types#" + tenant.value().text();
    }

    /// @param type its hash: a type may be longer than a key
    static Key seen(TenantUid tenant, Instant lastSeen, Id128 type) {
        return new Key(types(tenant), millis(lastSeen) + "#" + type.text());
    }

    /// What is known of an event type.
    static Key type(TenantUid tenant, Id128 type) {
        return new Key("type#%s#%s".formatted(tenant.value().text(), type.text()), "type");
    }

    /// What is parked of a subscription for one reason.
    static String lot(SubscriptionUid subscription, ParkReason reason) {
        return "lot#" + inLots(subscription, reason);
    }

    /// The oldest event first.
    static String inLot(Instant acceptedAt, EventKey event, Id128 number) {
        return "%s#%s#%s".formatted(millis(acceptedAt), event.text(), number.text());
    }

    static String inLots(SubscriptionUid subscription, ParkReason reason) {
        return subscription.value().text() + "#" + reason.name().toLowerCase(Locale.ROOT);
    }

    /// A lane.
    static Key lane(Lane.Id id) {
        return new Key(ofLane(id), "lane");
    }

    /// A delivery in a lane that is not the last.
    static Key inLane(Lane.Id id, long incarnation, long number) {
        return new Key(ofLane(id), "place#%016x#%019d".formatted(incarnation, number));
    }

    private static String ofLane(Lane.Id id) {
        return "lane#%s#%s".formatted(id.subscription().value().text(), id.key().text());
    }

    /// What holds back others in the lanes of a subscription.
    static String blockers(SubscriptionUid subscription) {
        return "blockers#" + subscription.value().text();
    }

    static Key blocker(Lane.Id lane, EventKey event) {
        return new Key(
                blockers(lane.subscription()), "%s#%s".formatted(lane.key().text(), event.text()));
    }

    /// How far a subscription's attempts have come under its throttle.
    static Key throttle(SubscriptionUid subscription) {
        return new Key("throttle#" + subscription.value().text(), "throttle");
    }

    /// How the latest attempts of a subscription went.
    static Key tally(SubscriptionUid subscription) {
        return new Key("tally#" + subscription.value().text(), "tally");
    }

    /// A tenant's replays.
    static String replays(TenantUid tenant) {
        return "replays#" + tenant.value().text();
    }

    /// Leads from what a tenant calls a replay to its number.
    static Key replayName(TenantUid tenant, String id) {
        return new Key(replays(tenant), "name#" + id);
    }

    static Key replay(TenantUid tenant, long sequence) {
        return new Key(replays(tenant), REPLAY_JOBS + "%019d".formatted(sequence));
    }

    /// The entry of a replay that may run, among those of all tenants.
    static Key runningReplay(TenantUid tenant, long sequence) {
        return new Key(REPLAYS, runningReplays(tenant) + "%019d".formatted(sequence));
    }

    /// What the entries of a tenant's replays begin with.
    static String runningReplays(TenantUid tenant) {
        return RUNNING_REPLAYS + tenant.value().text() + "#";
    }

    /// The number of the latest replay.
    static Key replaySequence() {
        return new Key(REPLAYS, "sequence");
    }

    /// The wake-ups of one minute.
    ///
    /// @param minute since 1970
    static String due(int shard, long minute) {
        return "due#%02d#%010d".formatted(shard, minute);
    }

    static Key sweep(int shard) {
        return new Key("sweep", "%02d".formatted(shard));
    }

    static String millis(Instant time) {
        return "%015d".formatted(time.toEpochMilli());
    }
}
