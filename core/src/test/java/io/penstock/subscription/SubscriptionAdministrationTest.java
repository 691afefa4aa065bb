package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.filter.Filter;
import io.penstock.input.InvalidInputException;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningKeys;
import io.penstock.signing.SigningSecret;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SubscriptionAdministrationTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456789Z");
    private static final Instant NOW_IN_MILLIS = Instant.parse("2026-03-01T10:00:00.123Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final SubscriptionSpec SPEC = spec("order.*", "https://first.example/");
    private static final SubscriptionSpec OTHER_SPEC = spec("invoice.*", "https://second.example/");

    private final RandomGenerator random = new Random(42);
    private final TestClock clock = new TestClock(NOW);
    private final TenantUid tenant = TestTenants.uid();
    private final TenantUid other = TestTenants.uid();
    private final Meddling subscriptions =
            new Meddling(InMemoryRegistry.of(tenant, other).subscriptions());
    private final SubscriptionAdministration administration =
            new SubscriptionAdministration(subscriptions, _ -> {}, clock, random);
    private final SigningSecret secret = SharedSecret.generate(random);

    @Test
    void whatIsMadeIsActiveFromNowOn() {
        var made = create("orders");

        assertThat(made.tenant()).isEqualTo(tenant);
        assertThat(made.id()).isEqualTo("orders");
        assertThat(made.version()).isPositive();
        assertThat(made.types()).isEqualTo(SPEC.types());
        assertThat(made.filter()).isEqualTo(SPEC.filter());
        assertThat(made.destination()).isEqualTo(SPEC.destination());
        assertThat(made.policy()).isEqualTo(SPEC.policy());
        assertThat(made.status()).isEqualTo(Status.active(NOW_IN_MILLIS));
        assertThat(made.keys()).isEqualTo(SigningKeys.of(secret));
        assertThat(made.createdAt()).isEqualTo(NOW_IN_MILLIS);
        assertThat(made.updatedAt()).isEqualTo(NOW_IN_MILLIS);
        assertThat(subscriptions.find(tenant, "orders")).contains(made);
    }

    @Test
    void anIdIsTakenOnceInATenant() {
        var first = create("orders");

        assertThat(administration.create(tenant, "orders", OTHER_SPEC, secret)).isEmpty();
        assertThat(administration.create(other, "orders", OTHER_SPEC, secret)).isPresent();
        assertThat(subscriptions.find(tenant, "orders")).contains(first);
    }

    @Test
    void ofTwoThatTakeTheSameIdAtOnceOneGetsIt() {
        subscriptions.before(() -> create("orders"));

        assertThat(administration.create(tenant, "orders", OTHER_SPEC, secret)).isEmpty();
        assertThat(present("orders").types()).isEqualTo(SPEC.types());
    }

    @Test
    void whatIsMadeAgainUnderAnIdIsAnotherSubscription() {
        var first = create("orders");
        administration.delete(present("orders"));

        var second = create("orders");

        assertThat(second.uid()).isNotEqualTo(first.uid());
        assertThat(second.version()).isGreaterThan(first.version());
    }

    @Test
    void anIdThatMayNotBeIsRefused() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> create("a/b"))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("id"));
    }

    @Test
    void aNewIdMayBeAnIdAndIsAnotherEachTime() {
        var id = administration.newId();

        assertThat(create(id).id()).isEqualTo(id).startsWith("sub_");
        assertThat(administration.newId()).isNotEqualTo(id);
    }

    @Test
    void whatTheRulesRefuseIsNotPut() {
        var strict = new SubscriptionAdministration(
                subscriptions,
                subscription -> {
                    throw new InvalidInputException("destination.url", "is not to be reached");
                },
                clock,
                random);
        var present = create("orders");

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> strict.create(tenant, "invoices", SPEC, secret));
        assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> strict.replace(present, OTHER_SPEC));
        assertThat(subscriptions.list(tenant, "", 10)).containsExactly(present);
    }

    @Test
    void whatIsReplacedKeepsItsUidStatusKeysAndTimeOfCreation() {
        create("orders");
        var paused = administration.pause(tenant, "orders").orElseThrow();
        clock.advance(DAY);

        var replaced = administration.replace(paused, OTHER_SPEC);

        assertThat(replaced)
                .usingRecursiveComparison()
                .ignoringFields("version", "types", "filter", "destination", "policy", "updatedAt")
                .isEqualTo(paused);
        assertThat(replaced.version()).isGreaterThan(paused.version());
        assertThat(replaced.types()).isEqualTo(OTHER_SPEC.types());
        assertThat(replaced.filter()).isNull();
        assertThat(replaced.destination()).isEqualTo(OTHER_SPEC.destination());
        assertThat(replaced.policy()).isEqualTo(OTHER_SPEC.policy());
        assertThat(replaced.updatedAt()).isEqualTo(NOW_IN_MILLIS.plus(DAY));
        assertThat(present("orders")).isEqualTo(replaced);
    }

    @Test
    void aReplacementOfWhatChangedMeanwhileIsRefused() {
        var seen = create("orders");
        administration.pause(tenant, "orders");

        assertThatExceptionOfType(ChangedMeanwhileException.class)
                .isThrownBy(() -> administration.replace(seen, OTHER_SPEC));
        assertThat(present("orders").types()).isEqualTo(SPEC.types());
    }

    @Test
    void aReplacementDoesNotBringBackWhatIsDeleted() {
        var seen = create("orders");
        administration.delete(present("orders"));

        assertThatExceptionOfType(ChangedMeanwhileException.class)
                .isThrownBy(() -> administration.replace(seen, OTHER_SPEC));
        assertThat(subscriptions.find(tenant, "orders")).isEmpty();
    }

    @Test
    void whatIsPausedStaysSoUntilItIsResumed() {
        create("orders");
        clock.advance(DAY);

        var paused = administration.pause(tenant, "orders").orElseThrow();
        assertThat(paused.status()).isEqualTo(Status.paused(NOW_IN_MILLIS.plus(DAY)));
        assertThat(paused.updatedAt()).isEqualTo(NOW_IN_MILLIS.plus(DAY));

        clock.advance(DAY);
        assertThat(administration.pause(tenant, "orders")).contains(paused);

        var resumed = administration.resume(tenant, "orders").orElseThrow();
        assertThat(resumed.status()).isEqualTo(Status.active(NOW_IN_MILLIS.plus(DAY.multipliedBy(2))));

        clock.advance(DAY);
        assertThat(administration.resume(tenant, "orders")).contains(resumed);
        assertThat(present("orders")).isEqualTo(resumed);
    }

    @Test
    void whatIsDisabledStaysSoWhenItIsPausedAndIsActiveWhenItIsResumed() {
        var made = create("orders");
        var disabled = subscriptions.put(made.with(Status.disabled("gone", NOW), NOW), made.version());

        assertThat(administration.pause(tenant, "orders")).contains(disabled);
        assertThat(administration.resume(tenant, "orders").orElseThrow().status())
                .isEqualTo(Status.active(NOW_IN_MILLIS));
    }

    @Test
    void aNewSecretTakesOverAndTheOldOneStaysForAWhile() {
        create("orders");
        var next = SharedSecret.generate(random);

        var rotated = administration
                .rotateSecret(tenant, "orders", next, Duration.ofHours(1))
                .orElseThrow();

        assertThat(rotated.keys().newest()).isEqualTo(next);
        assertThat(rotated.keys().inForce(NOW_IN_MILLIS)).containsExactly(next, secret);
        assertThat(rotated.keys().inForce(NOW_IN_MILLIS.plus(Duration.ofHours(1))))
                .containsExactly(next);
        assertThat(present("orders")).isEqualTo(rotated);
    }

    @Test
    void oneSecretMoreThanMayBeInForceIsRefused() {
        create("orders");
        for (int i = 1; i < SigningKeys.MAX_SECRETS; i++) {
            administration.rotateSecret(tenant, "orders", SharedSecret.generate(random), DAY);
        }

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> administration.rotateSecret(tenant, "orders", SharedSecret.generate(random), DAY))
                .withMessageContaining("5 secrets");
        assertThat(administration.rotateSecret(tenant, "orders", SharedSecret.generate(random), Duration.ZERO))
                .isPresent();
    }

    @Test
    void aChangeIsDecidedAgainWhenSomeoneElseWasQuicker() {
        create("orders");
        var next = SharedSecret.generate(random);
        subscriptions.before(() -> administration.replace(present("orders"), OTHER_SPEC));
        subscriptions.before(() -> administration.rotateSecret(tenant, "orders", next, DAY));

        var paused = administration.pause(tenant, "orders").orElseThrow();

        assertThat(subscriptions.left()).isZero();
        assertThat(paused.status().state()).isEqualTo(Status.State.PAUSED);
        assertThat(paused.types()).isEqualTo(OTHER_SPEC.types());
        assertThat(paused.keys().newest()).isEqualTo(next);
    }

    @Test
    void whatSomeoneElseDidMeanwhileIsNotDoneTwice() {
        create("orders");
        subscriptions.before(() -> administration.pause(tenant, "orders"));

        var paused = administration.pause(tenant, "orders").orElseThrow();

        assertThat(present("orders")).isEqualTo(paused);
    }

    @Test
    void noSecretIsLostWhenTwoAreRotatedAtOnce() {
        create("orders");
        var hers = SharedSecret.generate(random);
        var his = SharedSecret.generate(random);
        subscriptions.before(() -> administration.rotateSecret(tenant, "orders", hers, DAY));

        var rotated = administration.rotateSecret(tenant, "orders", his, DAY).orElseThrow();

        assertThat(rotated.keys().inForce(NOW_IN_MILLIS)).containsExactly(his, hers, secret);
    }

    @Test
    void aChangeOfWhatIsDeletedMeanwhileFindsNothing() {
        create("orders");
        subscriptions.before(() -> administration.delete(present("orders")));

        assertThat(administration.pause(tenant, "orders")).isEmpty();
        assertThat(subscriptions.find(tenant, "orders")).isEmpty();
    }

    @Test
    void whatIsNotThereCannotBeChanged() {
        create("orders");

        assertThat(administration.pause(tenant, "invoices")).isEmpty();
        assertThat(administration.resume(other, "orders")).isEmpty();
        assertThat(administration.rotateSecret(other, "orders", secret, DAY)).isEmpty();
        assertThat(present("orders").status().state()).isEqualTo(Status.State.ACTIVE);
    }

    @Test
    void whatIsDeletedIsGone() {
        var made = create("orders");

        assertThat(administration.delete(made)).isTrue();
        assertThat(administration.delete(made)).isFalse();
        assertThat(subscriptions.find(made.uid())).isEmpty();
    }

    @Test
    void whatChangedMeanwhileIsNotDeleted() {
        var seen = create("orders");
        var paused = administration.pause(tenant, "orders").orElseThrow();

        assertThatExceptionOfType(ChangedMeanwhileException.class).isThrownBy(() -> administration.delete(seen));
        assertThat(present("orders")).isEqualTo(paused);
    }

    private Subscription create(String id) {
        return administration.create(tenant, id, SPEC, secret).orElseThrow();
    }

    private Subscription present(String id) {
        return subscriptions.find(tenant, id).orElseThrow();
    }

    private static SubscriptionSpec spec(String type, String url) {
        return new SubscriptionSpec(
                List.of(TypePattern.parse(type)),
                type.startsWith("order") ? Filter.parse("{\"data\":{\"total\":[42]}}") : null,
                new Destination.Webhook(URI.create(url), Map.of(), Destination.Mode.BINARY),
                Policy.STANDARD);
    }
}
