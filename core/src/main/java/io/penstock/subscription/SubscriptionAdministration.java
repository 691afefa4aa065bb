package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.signing.SigningKeys;
import io.penstock.signing.SigningSecret;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes, changes and ends subscriptions.
///
/// Changes that name no version of what they change read it and write it, and do both again if someone else
/// was quicker.
public final class SubscriptionAdministration {
    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionAdministration.class);

    private final Subscriptions subscriptions;
    private final SubscriptionRules rules;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random for uids and ids; a `SecureRandom`, unless in a test
    public SubscriptionAdministration(
            Subscriptions subscriptions, SubscriptionRules rules, InstantSource clock, RandomGenerator random) {
        this.subscriptions = requireNonNull(subscriptions, "subscriptions is null");
        this.rules = requireNonNull(rules, "rules is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.random = requireNonNull(random, "random is null");
    }

    /// An id for a subscription whose maker chose none.
    public String newId() {
        return "sub_" + Id128.random(random);
    }

    /// Makes a subscription that signs with `secret`.
    ///
    /// @return empty if there is one of that id
    /// @throws InvalidInputException naming the field, if it may not be, or if the tenant has no room for it
    /// @throws NoRoomException if there is no room for it
    public Optional<Subscription> create(TenantUid tenant, String id, SubscriptionSpec spec, SigningSecret secret) {
        Subscription.checkId(id);
        if (subscriptions.find(tenant, id).isPresent()) {
            return Optional.empty();
        }
        var made = Subscription.active(
                new SubscriptionUid(Id128.random(random)), tenant, id, spec, SigningKeys.of(secret), now());
        rules.check(made);
        try {
            return Optional.of(subscriptions.put(made, 0));
        } catch (ChangedMeanwhileException e) {
            return Optional.empty();
        }
    }

    /// Puts `spec` in the place of what `present` says; its status and its keys stay.
    ///
    /// @throws InvalidInputException naming the field, if it may not be
    /// @throws ChangedMeanwhileException if `present` is not how it is any more
    public Subscription replace(Subscription present, SubscriptionSpec spec) {
        var replaced = present.with(spec, now());
        rules.check(replaced);
        return subscriptions.put(replaced, present.version());
    }

    /// Parks its deliveries until [#resume]. What is paused or disabled stays as it is.
    ///
    /// @return empty if there is none
    public Optional<Subscription> pause(TenantUid tenant, String id) {
        return change(
                tenant,
                id,
                present -> present.status().state() == Status.State.ACTIVE
                        ? present.with(Status.paused(now()), now())
                        : present);
    }

    /// Lets its deliveries go out again, whether it was paused or disabled, or its circuit was open.
    ///
    /// @return empty if there is none
    public Optional<Subscription> resume(TenantUid tenant, String id) {
        return change(
                tenant,
                id,
                present -> present.status().state() == Status.State.ACTIVE
                                && present.status().failing() == null
                        ? present
                        : present.with(Status.active(now()), now()));
    }

    /// Signs with `secret` from now on, and with what it signed with before for `overlap` longer.
    ///
    /// @return empty if there is none
    /// @throws InvalidInputException if too many secrets are in force
    public Optional<Subscription> rotateSecret(TenantUid tenant, String id, SigningSecret secret, Duration overlap) {
        return change(
                tenant,
                id,
                present -> present.with(
                        present.keys()
                                .rotated(secret, now(), overlap)
                                .orElseThrow(() -> new InvalidInputException(
                                        "",
                                        "%d secrets are in force, which is the limit; wait for one to expire, or rotate with a shorter overlap"
                                                .formatted(SigningKeys.MAX_SECRETS))),
                        now()));
    }

    /// Ends `present`. Its deliveries end as cancelled.
    ///
    /// @return whether it was still there
    /// @throws ChangedMeanwhileException if `present` is not how it is any more
    public boolean delete(Subscription present) {
        return subscriptions.delete(present.uid(), present.version());
    }

    private Optional<Subscription> change(TenantUid tenant, String id, UnaryOperator<Subscription> change) {
        while (true) {
            var present = subscriptions.find(tenant, id);
            if (present.isEmpty()) {
                return present;
            }
            var changed = change.apply(present.get());
            if (changed.equals(present.get())) {
                return present;
            }
            try {
                return Optional.of(subscriptions.put(changed, present.get().version()));
            } catch (ChangedMeanwhileException e) {
                LOG.debug("Deciding again on subscription {}: someone else was quicker", id);
            }
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
