package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Admissions;
import io.penstock.delivery.AttemptCounts;
import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.Parking;
import io.penstock.delivery.Replays;
import io.penstock.ledger.Erasure;
import io.penstock.ledger.EventTypes;
import io.penstock.ledger.Lanes;
import io.penstock.ledger.Ledger;
import io.penstock.ledger.PlanLedger;
import io.penstock.replay.ReplayJobs;
import io.penstock.replay.ReplayPages;
import io.penstock.routing.Router;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.Tenants;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The protocol's steps over a table, queues and blobs. Each is safe for use by many threads, if what it
/// is given is; none keeps anything but what it is given.
public final class DistributedSteps {
    private final Table table;
    private final Blobs blobs;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final OrderedPlanLedger plans;
    private final DeliveryLedger deliveryLedger;
    private final Parking parking;
    private final Replays replays;
    private final Lanes lanes;
    private final Erasure erasure;
    private final ReplayPages replayPages;
    private final Ledger ledger;
    private final TypeItems types;
    private final Sweeper sweeper;
    private final AttemptCounts attemptCounts;

    /// @param queues where messages go
    /// @param subscriptions whom a refusal disables
    /// @param names what a subscription is called, or was
    /// @param clock within 500 ms of all others'
    /// @param random for what must differ from all others
    public DistributedSteps(
            Table table,
            Queues queues,
            Blobs blobs,
            Subscriptions subscriptions,
            Function<SubscriptionUid, String> names,
            InstantSource clock,
            RandomGenerator random,
            DistributedOptions options) {
        this(table, queues, blobs, subscriptions, names, clock, random, options, Announcing.TO_NOBODY);
    }

    /// The same that announces what it brings about.
    ///
    /// @param announcing told of deliveries that end without success, after that is durable
    public DistributedSteps(
            Table table,
            Queues queues,
            Blobs blobs,
            Subscriptions subscriptions,
            Function<SubscriptionUid, String> names,
            InstantSource clock,
            RandomGenerator random,
            DistributedOptions options,
            Announcing announcing) {
        this(table, queues, blobs, subscriptions, names, clock, random, options, announcing, PlanPages.SIZE);
    }

    /// @param planPage most deliveries that one step of a plan sends
    DistributedSteps(
            Table table,
            Queues queues,
            Blobs blobs,
            Subscriptions subscriptions,
            Function<SubscriptionUid, String> names,
            InstantSource clock,
            RandomGenerator random,
            DistributedOptions options,
            Announcing announcing,
            int planPage) {
        this.table = requireNonNull(table, "table is null");
        requireNonNull(subscriptions, "subscriptions is null");
        requireNonNull(names, "names is null");
        this.blobs = requireNonNull(blobs, "blobs is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
        var messages = new DeliveryMessages(queues.deliveries());
        var eventItems = new EventItems(blobs, options);
        var pages = new PlanPages(table, eventItems, random, planPage);
        var deliveryItems = new DeliveryItems(options);
        var deliveries = new Deliveries(table, eventItems, deliveryItems, random);
        var lists = new EventLists(table, eventItems, options);
        var dueIndex = new DueIndex(table, clock, options);
        var lots = new Lots(table, clock, random, options);
        var blockers = new Blockers(table, lots, random, options);
        var laneSteps = new LaneSteps(
                new LaneItems(table, eventItems, random),
                deliveries,
                deliveryItems,
                messages,
                lots,
                blockers,
                subscriptions,
                clock,
                random);
        var erasedDeliveries = new ErasedDeliveries(deliveries, laneSteps, clock);
        var followUp = new FollowUp(
                new WakeUps(messages, dueIndex, clock, options), lots, laneSteps, subscriptions, names, announcing);
        types = new TypeItems(table, clock, options);
        plans = new OrderedPlanLedger(
                table,
                eventItems,
                pages,
                lists,
                types,
                queues.events(),
                messages,
                erasedDeliveries,
                laneSteps,
                followUp,
                blobs,
                clock,
                random);
        deliveryLedger =
                new OrderedDeliveryLedger(blobs, deliveries, deliveryItems, followUp, erasedDeliveries, clock, random);
        parking = new OrderedParking(lots, deliveries, deliveryItems, messages, followUp, laneSteps, clock);
        replays = new OrderedReplays(deliveries, deliveryItems, dueIndex, followUp, laneSteps, clock);
        erasure = new OrderedErasure(
                table, eventItems, deliveryItems, lists, plans, deliveries, erasedDeliveries, blobs, clock);
        replayPages = new OrderedReplayPages(deliveries, deliveryItems, dueIndex, followUp, laneSteps, clock);
        ledger = new OrderedLedger(
                new EventReader(table, eventItems, pages, deliveryItems),
                lists,
                deliveries,
                deliveryItems,
                blobs,
                names,
                clock);
        lanes = new OrderedLanes(deliveries, deliveryItems, laneSteps, blockers, dueIndex, followUp, ledger, clock);
        sweeper = new Sweeper(table, messages, clock, random);
        attemptCounts = new OrderedAttemptCounts(table);
    }

    /// Plans what comes out of the queue of events.
    public Planner planner(Router router) {
        return new Planner(router, plans, blobs, clock);
    }

    /// The step *plan*.
    public PlanLedger plans() {
        return plans;
    }

    /// The steps *attempt* and *park*.
    public DeliveryLedger deliveries() {
        return deliveryLedger;
    }

    /// The step *release*.
    public Parking parking() {
        return parking;
    }

    /// The step *replay*.
    public Replays replays() {
        return replays;
    }

    /// What deliveries wait for that have an order.
    public Lanes lanes() {
        return lanes;
    }

    /// The step *erase*.
    public Erasure erasure() {
        return erasure;
    }

    /// The step *replay*, of a page of a job.
    public ReplayPages replayPages() {
        return replayPages;
    }

    /// Replays, step by step.
    ///
    /// @param tenants whose they may be
    public ReplayJobs replayJobs(Tenants tenants) {
        return new OrderedReplayJobs(table, tenants, clock);
    }

    /// What is on record.
    public Ledger ledger() {
        return ledger;
    }

    /// Which types were seen.
    public EventTypes types() {
        return types;
    }

    /// How attempts went.
    public AttemptCounts attemptCounts() {
        return attemptCounts;
    }

    /// Which attempts may begin.
    public Admissions admissions() {
        return new OrderedAdmissions(table, random);
    }

    /// The step *sweep*.
    public Sweeper sweeper() {
        return sweeper;
    }
}
