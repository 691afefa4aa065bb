package io.penstock.api;

import static java.util.Objects.requireNonNull;

import io.penstock.access.Authenticator;
import io.penstock.access.KeyAdministration;
import io.penstock.access.Keys;
import io.penstock.delivery.Replays;
import io.penstock.ledger.Erasure;
import io.penstock.ledger.EventTypes;
import io.penstock.ledger.Intake;
import io.penstock.ledger.Lanes;
import io.penstock.ledger.Ledger;
import io.penstock.replay.ReplayAdministration;
import io.penstock.subscription.SubscriptionAdministration;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.Tenants;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What the API stands on.
///
/// @param authenticator knows who holds a key
/// @param tenants all of them
/// @param keys all of them
/// @param keyAdministration makes keys
/// @param subscriptions all of them
/// @param subscriptionAdministration makes and changes subscriptions
/// @param intake takes events
/// @param testIntake takes events for one subscription
/// @param explainer knows why a subscription wants an event, or why not
/// @param ledger what is on record
/// @param eventTypes which types were seen
/// @param replays begins deliveries again
/// @param lanes what deliveries wait for that have an order
/// @param erasure erases events
/// @param replayJobs begins many of them again
/// @param readiness whether events can be accepted
/// @param clock what time it is
/// @param random for uids and secrets: a `SecureRandom`, unless in a test
/// @param version of Penstock
public record ApiServices(
        Authenticator authenticator,
        Tenants tenants,
        Keys keys,
        KeyAdministration keyAdministration,
        Subscriptions subscriptions,
        SubscriptionAdministration subscriptionAdministration,
        Intake intake,
        TestIntake testIntake,
        Explainer explainer,
        Ledger ledger,
        EventTypes eventTypes,
        Replays replays,
        Lanes lanes,
        Erasure erasure,
        ReplayAdministration replayJobs,
        Readiness readiness,
        InstantSource clock,
        RandomGenerator random,
        String version) {
    public ApiServices {
        requireNonNull(authenticator, "authenticator is null");
        requireNonNull(tenants, "tenants is null");
        requireNonNull(keys, "keys is null");
        requireNonNull(keyAdministration, "keyAdministration is null");
        requireNonNull(subscriptions, "subscriptions is null");
        requireNonNull(subscriptionAdministration, "subscriptionAdministration is null");
        requireNonNull(intake, "intake is null");
        requireNonNull(testIntake, "testIntake is null");
        requireNonNull(explainer, "explainer is null");
        requireNonNull(ledger, "ledger is null");
        requireNonNull(eventTypes, "eventTypes is null");
        requireNonNull(replays, "replays is null");
        requireNonNull(lanes, "lanes is null");
        requireNonNull(erasure, "erasure is null");
        requireNonNull(replayJobs, "replayJobs is null");
        requireNonNull(readiness, "readiness is null");
        requireNonNull(clock, "clock is null");
        requireNonNull(random, "random is null");
        requireNonNull(version, "version is null");
    }
}
