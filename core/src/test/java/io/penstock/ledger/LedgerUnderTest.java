package io.penstock.ledger;

import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Parking;
import io.penstock.delivery.Replays;
import io.penstock.event.Event;
import io.penstock.replay.ReplayJobs;
import io.penstock.replay.ReplayPages;
import io.penstock.subscription.RegistryUnderTest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;

/// A ledger as the contract suites see it: an adapter implements this once, and runs them all.
///
/// The ports are aspects of one ledger: what one of them wrote, the others see.
public interface LedgerUnderTest extends AutoCloseable {
    /// The step *plan*.
    PlanLedger plans();

    /// The steps *attempt* and *park*.
    DeliveryLedger deliveries();

    /// The step *release*.
    Parking parking();

    /// The step *replay*.
    Replays replays();

    /// What deliveries wait for that have an order, where that is kept.
    default Lanes lanes() {
        throw new UnsupportedOperationException("this ledger has no lanes");
    }

    /// The step *erase*.
    Erasure erasure();

    /// The step *replay* of many deliveries, where there is one.
    default ReplayPages replayPages() {
        throw new UnsupportedOperationException("this ledger replays one by one");
    }

    /// The jobs that do that.
    default ReplayJobs replayJobs() {
        throw new UnsupportedOperationException("this ledger replays one by one");
    }

    /// What is on record.
    Ledger ledger();

    /// Which types were seen.
    EventTypes types();

    /// Where the tenants and subscriptions are that deliveries refer to.
    RegistryUnderTest registry();

    /// The time that all of these go by. It stands still.
    InstantSource clock();

    /// Moves [#clock].
    void moveClock(Duration step);

    /// The messages that were handed out for dispatch since the last call, in any order, with those that have
    /// come due by now: sweeps, timers and the like have done their work when it returns. A message handed
    /// out twice is in there twice. A reader of the messages that makes no use of them has taken them all the
    /// same.
    List<DeliveryMessage> sent();

    /// What was announced since the last call, in order; for the suites that ask for it.
    default List<Event> announced() {
        throw new UnsupportedOperationException("this ledger announces nothing");
    }

    /// Does all that is done every second without being asked, such as forgetting what has passed its time.
    void tidy();

    /// Whether the events of a batch are planned all or none. Where they are not, each has a message of its own, which
    /// hands it in again.
    default boolean plansTogether() {
        return true;
    }

    /// From now on, to store this event fails, in the middle of whatever it comes with. Only of use where
    /// [#plansTogether].
    default void breakOn(PlannedEvent event) throws Exception {
        throw new UnsupportedOperationException();
    }

    /// How long an event is kept; at least a day.
    Duration retention();

    /// Most waiting deliveries of a subscription, past which new ones are parked: from 10 to 100, for the
    /// suites to stay below it or to reach it soon. Empty if there is no such limit.
    OptionalInt subscriptionBacklog();

    /// Most unfinished deliveries of a tenant, past which its events are refused: larger than
    /// [#subscriptionBacklog] by 10 or more, to 200. Empty if there is no such limit.
    OptionalInt tenantBacklog();

    /// Whether a message is handed out once only, and none that is outdated. Where this is not so, its reader passes what
    /// has been done.
    default boolean sendsOnce() {
        return true;
    }

    /// Whether [Parking] finds deliveries that wait, too. Where it does not, they have a message on its way, and
    /// whoever attempts them sees that their subscription is gone.
    default boolean findsWhatWaits() {
        return true;
    }

    /// Dies without a word and starts again: what was not durable is lost, what was handed out is forgotten.
    /// What the other methods answered before is not used afterwards; the clock stands where it stood.
    ///
    /// @return whether this did so; not, if it keeps nothing beyond its own life
    default boolean reopen() {
        return false;
    }

    @Override
    default void close() {}
}
