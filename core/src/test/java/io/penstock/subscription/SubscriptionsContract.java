package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.filter.Filter;
import io.penstock.retry.RetrySchedule;
import io.penstock.signing.Ed25519KeyPair;
import io.penstock.signing.SecretInForce;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningKeys;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Subscriptions] promises, whatever it is made of.
public abstract class SubscriptionsContract extends RegistrySuite {
    private static final Instant LATER = TestClock.START.plus(Duration.ofMinutes(5));

    private TenantUid tenant;
    private TenantUid other;

    @BeforeEach
    final void makeTenants() {
        tenant = tenant("acme").uid();
        other = tenant("globex").uid();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(under.subscriptions().find(tenant, "orders")).isEmpty();
        assertThat(under.subscriptions().find(TestSubscriptions.uid())).isEmpty();
        assertThat(under.subscriptions().list(tenant, "", ALL)).isEmpty();
        assertThat(under.subscriptions().count(tenant)).isZero();
        assertThat(under.subscriptions().delete(TestSubscriptions.uid())).isFalse();
        assertThat(under.subscriptions().asOf(tenant, "orders", Long.MAX_VALUE)).isEmpty();
        assertThat(under.subscriptions().list(TestTenants.uid(), "", ALL)).isEmpty();
    }

    @Test
    void whatIsPutIsFoundWithItsVersion() {
        var fresh = TestSubscriptions.of(tenant, "orders");

        var put = under.subscriptions().put(fresh, 0);

        assertThat(put.version()).isPositive();
        assertSameButVersion(put, fresh);
        assertThat(under.subscriptions().find(tenant, "orders")).hasValue(put);
        assertThat(under.subscriptions().find(put.uid())).hasValue(put);
        assertThat(under.subscriptions().list(tenant, "", ALL)).containsExactly(put);
        assertThat(under.subscriptions().count(tenant)).isEqualTo(1);
    }

    @Test
    void everythingThatASubscriptionSaysIsKept() {
        var random = new Random(42);
        var headers = new LinkedHashMap<String, String>();
        headers.put("x-zone", "eu");
        headers.put("Authorization", "Bearer \"secret\"");
        headers.put("x-empty", "");
        var keys = new SigningKeys(List.of(
                new SecretInForce(Ed25519KeyPair.generate(random), Optional.empty()),
                new SecretInForce(SharedSecret.generate(random), Optional.of(LATER))));
        var full = new Subscription(
                TestSubscriptions.uid(),
                tenant,
                "Orders.v2_all-zones",
                0,
                List.of(new TypePattern.Prefix("order."), new TypePattern.Exact("invoice.paid"), new TypePattern.All()),
                Filter.parse("{\"data\":{\"total\":[{\"numeric\":[\">\",42]}],\"city\":[\"Zürich 🏔\"]}}"),
                new Destination.Webhook(
                        URI.create("https://receiver.example:8443/hooks?token=a%20b"),
                        headers,
                        Destination.Mode.STRUCTURED),
                new Policy(
                        new RetrySchedule(List.of(Duration.ofMillis(100), Duration.ofDays(7)), 0.25),
                        Duration.ofMillis(1_500)),
                Status.disabled("the receiver answered 410 Gone", LATER),
                keys,
                TestClock.START,
                LATER);

        var put = under.subscriptions().put(full, 0);

        assertSameButVersion(put, full);
        var read = under.subscriptions().find(full.uid()).orElseThrow();
        assertThat(read).isEqualTo(put);
        assertThat(((Destination.Webhook) read.destination()).headers().keySet())
                .containsExactly("x-zone", "Authorization", "x-empty");
        assertThat(under.subscriptions().asOf(tenant, full.id(), put.version())).hasValue(put);
    }

    @Test
    void aFilterPastTheLimitsOfTodayIsKept() {
        var old = Filter.kept("{\"data\":{\"total\":[%s1]}}".formatted("1,".repeat(Filter.MAX_LENGTH)));
        var fresh = TestSubscriptions.of(tenant, "orders");
        var put = under.subscriptions()
                .put(
                        new Subscription(
                                fresh.uid(),
                                tenant,
                                fresh.id(),
                                0,
                                fresh.types(),
                                old,
                                fresh.destination(),
                                fresh.policy(),
                                fresh.status(),
                                fresh.keys(),
                                TestClock.START,
                                LATER),
                        0);

        assumeTrue(under.reopen(), "this registry does not outlive a crash");

        assertThat(under.subscriptions().find(tenant, "orders")).hasValue(put);
        assertThat(under.subscriptions().asOf(tenant, "orders", put.version())).hasValue(put);
    }

    @Test
    void aSubscriptionWithoutRetriesIsKept() {
        var fresh = TestSubscriptions.of(tenant, "orders");
        var once = new Subscription(
                fresh.uid(),
                tenant,
                fresh.id(),
                0,
                fresh.types(),
                null,
                new Destination.Webhook(URI.create("https://receiver.example"), Map.of(), Destination.Mode.BINARY),
                new Policy(new RetrySchedule(List.of(), 0), Policy.MAX_TIMEOUT),
                Status.paused(LATER),
                fresh.keys(),
                TestClock.START,
                LATER);

        var put = under.subscriptions().put(once, 0);

        assertSameButVersion(put, once);
        assertThat(under.subscriptions().find(tenant, "orders")).hasValue(put);
    }

    @Test
    void aChangeReplacesWhatItExpects() {
        var first = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);

        var second = under.subscriptions().put(first.with(Status.paused(LATER), LATER), first.version());

        assertThat(second.version()).isGreaterThan(first.version());
        assertThat(second.status()).isEqualTo(Status.paused(LATER));
        assertThat(under.subscriptions().find(tenant, "orders")).hasValue(second);
        assertThat(under.subscriptions().find(first.uid())).hasValue(second);
        assertThat(under.subscriptions().count(tenant)).isEqualTo(1);
    }

    @Test
    void aChangeOfWhatWasChangedMeanwhileIsRefused() {
        var first = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var second = under.subscriptions().put(first.with(Status.paused(LATER), LATER), first.version());

        assertRefused(first.with(Status.disabled("gone", LATER), LATER), first.version());
        assertRefused(first, 0);
        assertRefused(first, second.version() + 1);

        assertThat(under.subscriptions().find(tenant, "orders")).hasValue(second);
    }

    @Test
    void aChangeOfWhatIsNotThereIsRefused() {
        var fresh = TestSubscriptions.of(tenant, "orders");
        assertRefused(fresh, 1);
        var gone = under.subscriptions().put(TestSubscriptions.of(tenant, "stock"), 0);
        under.subscriptions().delete(gone.uid());

        assertRefused(gone, gone.version());

        assertThat(under.subscriptions().list(tenant, "", ALL)).isEmpty();
        assertThat(under.subscriptions().find(gone.uid())).isEmpty();
    }

    @Test
    void aSecondSubscriptionOfTheSameIdIsRefused() {
        var first = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);

        assertRefused(TestSubscriptions.of(tenant, "orders"), 0);
        assertRefused(TestSubscriptions.of(tenant, "orders"), first.version());

        assertThat(under.subscriptions().list(tenant, "", ALL)).containsExactly(first);
    }

    @Test
    void whatIsCalledTheSameButForCaseIsAnotherSubscription() {
        var lower = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var upper = under.subscriptions().put(TestSubscriptions.of(tenant, "Orders"), 0);

        assertThat(under.subscriptions().find(tenant, "orders")).hasValue(lower);
        assertThat(under.subscriptions().find(tenant, "Orders")).hasValue(upper);
        assertThat(under.subscriptions().find(tenant, "ORDERS")).isEmpty();
    }

    @Test
    void subscriptionsAreListedInTheOrderOfTheirIds() {
        for (var id : List.of("b", "a.b", "B", "a", "a-b", "a_b", "0", "ab")) {
            under.subscriptions().put(TestSubscriptions.of(tenant, id), 0);
        }

        assertThat(ids("", ALL)).containsExactly("0", "B", "a", "a-b", "a.b", "a_b", "ab", "b");
    }

    @Test
    void aListGoesOnAfterTheLastIdOfItsPart() {
        for (var id : List.of("a", "b", "c", "d")) {
            under.subscriptions().put(TestSubscriptions.of(tenant, id), 0);
        }

        assertThat(ids("", 3)).containsExactly("a", "b", "c");
        assertThat(ids("c", 3)).containsExactly("d");
        assertThat(ids("bb", 1)).containsExactly("c");
        assertThat(ids("d", 3)).isEmpty();
    }

    @Test
    void tenantsDoNotSeeEachOthersSubscriptions() {
        var ours = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var theirs = under.subscriptions().put(TestSubscriptions.of(other, "orders"), 0);
        under.subscriptions().put(TestSubscriptions.of(other, "stock"), 0);

        assertThat(under.subscriptions().find(tenant, "orders")).hasValue(ours);
        assertThat(under.subscriptions().find(other, "orders")).hasValue(theirs);
        assertThat(under.subscriptions().find(tenant, "stock")).isEmpty();
        assertThat(under.subscriptions().list(tenant, "", ALL)).containsExactly(ours);
        assertThat(under.subscriptions().count(tenant)).isEqualTo(1);
        assertThat(under.subscriptions().count(other)).isEqualTo(2);
        assertThat(under.subscriptions().asOf(tenant, "stock", Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void whatIsDeletedIsGone() {
        var gone = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var kept = under.subscriptions().put(TestSubscriptions.of(tenant, "stock"), 0);

        assertThat(under.subscriptions().delete(gone.uid())).isTrue();

        assertThat(under.subscriptions().find(tenant, "orders")).isEmpty();
        assertThat(under.subscriptions().find(gone.uid())).isEmpty();
        assertThat(under.subscriptions().list(tenant, "", ALL)).containsExactly(kept);
        assertThat(under.subscriptions().count(tenant)).isEqualTo(1);
        assertThat(under.subscriptions().delete(gone.uid())).isFalse();
    }

    @Test
    void whatIsMadeAgainUnderAnIdIsNotWhatWasDeleted() {
        var old = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        under.subscriptions().delete(old.uid());

        var made = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);

        assertThat(made.version()).isGreaterThan(old.version());
        assertThat(under.subscriptions().find(tenant, "orders")).hasValue(made);
        assertThat(under.subscriptions().find(old.uid())).isEmpty();
        assertThat(under.subscriptions().delete(old.uid())).isFalse();
        assertRefused(old, old.version());
        assertThat(under.subscriptions().find(made.uid())).hasValue(made);
    }

    @Test
    void oldVersionsAreKept() {
        var first = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var between = under.subscriptions().put(TestSubscriptions.of(tenant, "stock"), 0);
        var second = under.subscriptions().put(first.with(Status.paused(LATER), LATER), first.version());

        assertThat(between.version()).isStrictlyBetween(first.version(), second.version());
        assertThat(asOf("orders", first.version() - 1)).isEmpty();
        assertThat(asOf("orders", first.version())).hasValue(first);
        assertThat(asOf("orders", between.version())).hasValue(first);
        assertThat(asOf("orders", second.version())).hasValue(second);
        assertThat(asOf("orders", second.version() + 1)).hasValue(second);
        assertThat(asOf("stock", first.version())).isEmpty();
    }

    @Test
    void whatWasDeletedWasThereBefore() {
        var old = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        under.subscriptions().delete(old.uid());
        var between = under.subscriptions().put(TestSubscriptions.of(tenant, "stock"), 0);
        var made = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);

        assertThat(asOf("orders", old.version())).hasValue(old);
        assertThat(asOf("orders", between.version())).isEmpty();
        assertThat(asOf("orders", made.version())).hasValue(made);
    }

    @Test
    void everythingIsThereAfterACrash() {
        var first = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var second = under.subscriptions().put(first.with(Status.paused(LATER), LATER), first.version());
        var gone = under.subscriptions().put(TestSubscriptions.of(tenant, "stock"), 0);
        under.subscriptions().delete(gone.uid());

        assumeTrue(under.reopen(), "this registry does not outlive a crash");

        assertThat(under.subscriptions().list(tenant, "", ALL)).containsExactly(second);
        assertThat(asOf("orders", first.version())).hasValue(first);
        var made = under.subscriptions().put(TestSubscriptions.of(tenant, "stock"), 0);
        assertThat(made.version()).isGreaterThan(gone.version());
    }

    private Optional<Subscription> asOf(String id, long version) {
        return under.subscriptions().asOf(tenant, id, version);
    }

    private List<String> ids(String after, int limit) {
        return under.subscriptions().list(tenant, after, limit).stream()
                .map(Subscription::id)
                .toList();
    }

    private void assertRefused(Subscription subscription, long expected) {
        assertThatExceptionOfType(ChangedMeanwhileException.class)
                .isThrownBy(() -> under.subscriptions().put(subscription, expected));
    }

    private static void assertSameButVersion(Subscription actual, Subscription expected) {
        assertThat(actual)
                .isEqualTo(new Subscription(
                        expected.uid(),
                        expected.tenant(),
                        expected.id(),
                        actual.version(),
                        expected.types(),
                        expected.filter(),
                        expected.destination(),
                        expected.policy(),
                        expected.status(),
                        expected.keys(),
                        expected.createdAt(),
                        expected.updatedAt()));
    }
}
