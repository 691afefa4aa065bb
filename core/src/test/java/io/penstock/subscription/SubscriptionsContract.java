package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.arn.Arn;
import io.penstock.filter.Filter;
import io.penstock.input.InvalidInputException;
import io.penstock.retry.RetrySchedule;
import io.penstock.signing.Ed25519KeyPair;
import io.penstock.signing.SecretInForce;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningKeys;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert;
import org.jspecify.annotations.Nullable;
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
        assertThat(under.subscriptions().delete(TestSubscriptions.uid(), 1)).isFalse();
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
    }

    @Test
    void aStatusIsSetAndAllElseStays() {
        var put = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var gone = Status.disabled("gone", LATER);
        assertThat(under.subscriptions().status(put.uid())).hasValue(put.status());

        under.subscriptions().setStatus(put.uid(), gone, put.version());

        var present = under.subscriptions().find(put.uid()).orElseThrow();
        assertThat(present.version()).isGreaterThan(put.version());
        assertSameButVersion(present, put.with(gone, LATER));
        assertThat(under.subscriptions().status(put.uid())).hasValue(gone);
        assertThat(under.subscriptions().selection(put.uid())).hasValue(put.selection());
        assertThat(under.subscriptions().asOf(tenant, "orders", present.version()))
                .hasValue(put.selection());
    }

    @Test
    void aStatusIsSetOfTheVersionOnlyThatIsMeant() {
        var put = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var changed = under.subscriptions().put(put.with(Status.paused(LATER), LATER), put.version());

        assertChanged(() -> under.subscriptions().setStatus(put.uid(), Status.disabled("gone", LATER), put.version()));
        assertThat(under.subscriptions().find(put.uid())).hasValue(changed);

        under.subscriptions().delete(put.uid(), changed.version());
        assertChanged(
                () -> under.subscriptions().setStatus(put.uid(), Status.disabled("gone", LATER), changed.version()));
        assertThat(under.subscriptions().status(put.uid())).isEmpty();
        assertThat(under.subscriptions().selection(put.uid())).isEmpty();
        assertThat(under.subscriptions().status(TestSubscriptions.uid())).isEmpty();
    }

    @Test
    void whatFollowsFromFailuresIsKeptAndChangesNothingElse() {
        var put = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var open = new Failing.Circuit(LATER, LATER.plusSeconds(30), 2, "12 of 20 attempts failed in PT1M");
        var failing = put.status().with(new Failing(LATER.minusSeconds(9), LATER, open));

        long version = under.subscriptions().setStatus(put.uid(), failing, put.version());

        var present = under.subscriptions().find(put.uid()).orElseThrow();
        assertThat(present).isEqualTo(put.with(failing).withVersion(version));
        assertThat(present.updatedAt()).isEqualTo(put.updatedAt());
        assertThat(under.subscriptions().status(put.uid())).hasValue(failing);

        var closed = failing.with(new Failing(LATER, null, null));
        long next = under.subscriptions().setStatus(put.uid(), closed, version);
        assertThat(under.subscriptions().find(put.uid()))
                .hasValue(put.with(closed).withVersion(next));
    }

    private static void assertChanged(ThrowableAssert.ThrowingCallable change) {
        assertThatExceptionOfType(ChangedMeanwhileException.class).isThrownBy(change);
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
                        Duration.ofMillis(1_500),
                        new Responses(new StatusSet(List.of("2xx", "409")), new StatusSet(List.of())),
                        new Timing(
                                Duration.ofDays(2),
                                Duration.ofMinutes(10),
                                new DailyWindow(LocalTime.of(22, 0), LocalTime.of(6, 0), ZoneId.of("Asia/Tokyo"))),
                        new CircuitBreaker(true, 0.75, 5, Duration.ofSeconds(90), Duration.ofSeconds(7)),
                        Duration.ofDays(3),
                        new Throttle(new RateLimit(600, RateLimit.Per.MINUTE, 7), 12),
                        Ordering.SKIP),
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
        assertThat(under.subscriptions().asOf(tenant, full.id(), put.version())).hasValue(put.selection());
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
        assertThat(under.subscriptions().asOf(tenant, "orders", put.version())).hasValue(put.selection());
    }

    @Test
    void destinationsOfEveryKindAreKept() {
        var role = Arn.parse("arn:aws:iam::210987654321:role/penstock");
        var queue = Arn.parse("arn:aws:sqs:eu-west-1:123456789012:orders.fifo");
        var bus = Arn.parse("arn:aws:events:eu-west-1:123456789012:event-bus/orders");
        var function = Arn.parse("arn:aws:lambda:eu-west-1:123456789012:function:orders:live");
        var destinations = List.of(
                new Destination.Queue(queue, null),
                new Destination.Queue(queue, role),
                new Destination.Topic(Arn.parse("arn:aws-cn:sns:cn-north-1:123456789012:orders"), role),
                new Destination.Bus(bus, null, null, null, Destination.Mode.BINARY),
                new Destination.Bus(bus, role, "shop \"ä\"", "Order placed", Destination.Mode.STRUCTURED),
                new Destination.Function(function, null));
        var put = new ArrayList<Subscription>();
        for (var destination : destinations) {
            var fresh = TestSubscriptions.of(tenant, "s-" + put.size());
            put.add(under.subscriptions()
                    .put(
                            fresh.with(
                                    new SubscriptionSpec(fresh.types(), null, destination, fresh.policy()),
                                    fresh.updatedAt()),
                            0));
        }

        assertThat(put).extracting(Subscription::destination).containsExactlyElementsOf(destinations);
        assertThat(under.subscriptions().list(tenant, "", ALL)).containsExactlyElementsOf(put);
        assumeTrue(under.reopen(), "this registry does not outlive a crash");
        assertThat(under.subscriptions().list(tenant, "", ALL)).containsExactlyElementsOf(put);
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
        under.subscriptions().delete(gone.uid(), gone.version());

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
        assertThat(under.subscriptions().asOf(tenant, "stock", Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void whatIsDeletedIsGone() {
        var gone = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var kept = under.subscriptions().put(TestSubscriptions.of(tenant, "stock"), 0);

        assertThat(under.subscriptions().delete(gone.uid(), gone.version())).isTrue();

        assertThat(under.subscriptions().find(tenant, "orders")).isEmpty();
        assertThat(under.subscriptions().find(gone.uid())).isEmpty();
        assertThat(under.subscriptions().list(tenant, "", ALL)).containsExactly(kept);
        assertThat(under.subscriptions().delete(gone.uid(), gone.version())).isFalse();
    }

    @Test
    void aTenantHasSoManySubscriptionsAndNoMore() {
        var first = under.subscriptions().put(TestSubscriptions.of(tenant, "s-1"), 0);
        for (int i = 2; i <= LIMITS.perTenant(); i++) {
            under.subscriptions().put(TestSubscriptions.of(tenant, "s-" + i), 0);
        }
        var further = TestSubscriptions.of(tenant, "further");

        assertNoRoom(further, 0, LIMITS.perTenant() + " subscriptions");
        assertThat(under.subscriptions().find(further.uid())).isEmpty();
        under.subscriptions().put(TestSubscriptions.of(other, "theirs"), 0);
        var paused = under.subscriptions().put(first.with(Status.paused(LATER), LATER), first.version());

        if (under.reopen()) {
            assertNoRoom(further, 0, LIMITS.perTenant() + " subscriptions");
        }
        under.subscriptions().delete(paused.uid(), paused.version());
        under.subscriptions().put(further, 0);
    }

    @Test
    void whatIsRefusedForAnotherReasonTakesNoRoom() {
        for (int i = 1; i < LIMITS.perTenant(); i++) {
            under.subscriptions().put(TestSubscriptions.of(tenant, "s-" + i), 0);
        }
        for (int i = 0; i < 3; i++) {
            assertRefused(TestSubscriptions.of(tenant, "s-1"), 0);
            assertRefused(TestSubscriptions.of(tenant, "further"), 1);
        }

        under.subscriptions().put(TestSubscriptions.of(tenant, "last"), 0);

        assertNoRoom(TestSubscriptions.of(tenant, "further"), 0, LIMITS.perTenant() + " subscriptions");
    }

    @Test
    void theSubscriptionsOfATenantTakeSoManyBytesAndNoMore() {
        var large = under.subscriptions().put(withHeaders(TestSubscriptions.of(tenant, "large"), 20), 0);
        var small = under.subscriptions().put(TestSubscriptions.of(tenant, "small"), 0);

        assertNoRoom(withHeaders(TestSubscriptions.of(tenant, "further"), 20), 0, "150,000 bytes");
        assertNoRoom(withHeaders(small, 20), small.version(), "150,000 bytes");
        assertThat(under.subscriptions().find(tenant, "small")).hasValue(small);

        var smaller = under.subscriptions().put(withHeaders(large, 1), large.version());
        var larger = under.subscriptions().put(withHeaders(small, 20), small.version());
        var paused = under.subscriptions().put(smaller.with(Status.paused(LATER), LATER), smaller.version());
        assertNoRoom(withHeaders(paused, 20), paused.version(), "150,000 bytes");
        under.subscriptions().delete(larger.uid(), larger.version());
        under.subscriptions().put(withHeaders(TestSubscriptions.of(tenant, "further"), 20), 0);
    }

    @Test
    void allSubscriptionsTogetherTakeSoManyBytesAndNoMore() {
        under.subscriptions().put(withHeaders(TestSubscriptions.of(tenant, "large"), 20), 0);
        under.subscriptions().put(withHeaders(TestSubscriptions.of(other, "large"), 20), 0);
        var globals = tenant("initech").uid();
        var further = withHeaders(TestSubscriptions.of(globals, "further"), 20);

        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(NoRoomException.class)
                    .isThrownBy(() -> under.subscriptions().put(further, 0))
                    .withMessageContaining("180,000 bytes");
            assertThat(under.subscriptions().find(further.uid())).isEmpty();
            under.reopen();
        }

        under.tenants().delete(other);
        under.subscriptions().put(further, 0);
    }

    /// Of about 4 KB each.
    private static Subscription withHeaders(Subscription subscription, int headers) {
        var names = new LinkedHashMap<String, String>();
        for (int i = 0; i < headers; i++) {
            names.put("X-Header-" + i, "v".repeat(4_000));
        }
        var webhook =
                new Destination.Webhook(URI.create("https://receiver.example/hooks"), names, Destination.Mode.BINARY);
        return subscription.with(
                new SubscriptionSpec(subscription.types(), null, webhook, subscription.policy()), LATER);
    }

    private void assertNoRoom(Subscription subscription, long expected, String limit) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> under.subscriptions().put(subscription, expected))
                .withMessageContaining(limit);
    }

    @Test
    void aSubscriptionOfATenantThatHasEndedIsNeitherMadeNorChanged() {
        var theirs = under.subscriptions().put(TestSubscriptions.of(other, "orders"), 0);
        under.tenants().delete(other);

        assertNoTenant(TestSubscriptions.of(other, "stock"), 0);
        assertNoTenant(theirs.with(Status.paused(LATER), LATER), theirs.version());
        assertNoTenant(TestSubscriptions.of(TestTenants.uid(), "stock"), 0);

        assertThat(under.subscriptions().find(theirs.uid())).isEmpty();
        assertThat(under.subscriptions().list(other, "", ALL)).isEmpty();
    }

    private void assertNoTenant(Subscription subscription, long expected) {
        assertThatExceptionOfType(TenantEndedException.class)
                .isThrownBy(() -> under.subscriptions().put(subscription, expected));
    }

    @Test
    void whatWasChangedMeanwhileIsNotDeleted() {
        var first = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var second = under.subscriptions().put(first.with(Status.paused(LATER), LATER), first.version());

        assertThatExceptionOfType(ChangedMeanwhileException.class)
                .isThrownBy(() -> under.subscriptions().delete(first.uid(), first.version()));

        assertThat(under.subscriptions().find(tenant, "orders")).hasValue(second);
        assertThat(under.subscriptions().delete(second.uid(), second.version())).isTrue();
    }

    @Test
    void whatIsMadeAgainUnderAnIdIsNotWhatWasDeleted() {
        var old = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        under.subscriptions().delete(old.uid(), old.version());

        var made = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);

        assertThat(made.version()).isGreaterThan(old.version());
        assertThat(under.subscriptions().find(tenant, "orders")).hasValue(made);
        assertThat(under.subscriptions().find(old.uid())).isEmpty();
        assertThat(under.subscriptions().delete(old.uid(), old.version())).isFalse();
        assertRefused(old, old.version());
        assertThat(under.subscriptions().find(made.uid())).hasValue(made);
    }

    @Test
    void whatWasWantedIsKept() {
        var first = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var between = under.subscriptions().put(TestSubscriptions.of(tenant, "stock"), 0);
        var second = under.subscriptions().put(wanting(first, "order.*", null), first.version());
        var third = under.subscriptions().put(wanting(second, "order.*", "{\"data\":{\"a\":[1]}}"), second.version());

        assertThat(between.version()).isStrictlyBetween(first.version(), second.version());
        assertThat(asOf("orders", first.version() - 1)).isEmpty();
        assertThat(asOf("orders", first.version())).hasValue(first.selection());
        assertThat(asOf("orders", between.version())).hasValue(first.selection());
        assertThat(asOf("orders", second.version())).hasValue(second.selection());
        assertThat(asOf("orders", third.version())).hasValue(third.selection());
        assertThat(asOf("orders", third.version() + 1)).hasValue(third.selection());
        assertThat(asOf("stock", first.version())).isEmpty();
    }

    @Test
    void whatChangesInAnotherWayWantsTheSameAllTheTime() {
        var first = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var paused = under.subscriptions().put(first.with(Status.paused(LATER), LATER), first.version());
        var changed = under.subscriptions().put(wanting(paused, "order.*", null), paused.version());
        var resumed = under.subscriptions().put(changed.with(Status.active(LATER), LATER), changed.version());
        under.subscriptions().delete(resumed.uid(), resumed.version());

        assertThat(asOf("orders", first.version())).hasValue(first.selection());
        assertThat(asOf("orders", paused.version())).hasValue(first.selection());
        assertThat(asOf("orders", changed.version())).hasValue(changed.selection());
        assertThat(asOf("orders", resumed.version())).hasValue(changed.selection());
        assertThat(asOf("orders", resumed.version() + 1)).isEmpty();
    }

    private static Subscription wanting(Subscription present, String type, @Nullable String filter) {
        var spec = new SubscriptionSpec(
                List.of(TypePattern.parse(type)),
                filter == null ? null : Filter.parse(filter),
                present.destination(),
                present.policy());
        return present.with(spec, LATER);
    }

    @Test
    void whatWasDeletedWasThereBefore() {
        var old = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        under.subscriptions().delete(old.uid(), old.version());
        var between = under.subscriptions().put(TestSubscriptions.of(tenant, "stock"), 0);
        var made = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);

        assertThat(asOf("orders", old.version())).hasValue(old.selection());
        assertThat(asOf("orders", between.version())).isEmpty();
        assertThat(asOf("orders", made.version())).hasValue(made.selection());
    }

    @Test
    void everythingIsThereAfterACrash() {
        var first = under.subscriptions().put(TestSubscriptions.of(tenant, "orders"), 0);
        var second = under.subscriptions().put(wanting(first, "order.*", null), first.version());
        var gone = under.subscriptions().put(TestSubscriptions.of(tenant, "stock"), 0);
        under.subscriptions().delete(gone.uid(), gone.version());

        assumeTrue(under.reopen(), "this registry does not outlive a crash");

        assertThat(under.subscriptions().list(tenant, "", ALL)).containsExactly(second);
        assertThat(asOf("orders", first.version())).hasValue(first.selection());
        var made = under.subscriptions().put(TestSubscriptions.of(tenant, "stock"), 0);
        assertThat(made.version()).isGreaterThan(gone.version());
    }

    private Optional<Selection> asOf(String id, long version) {
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
        assertThat(actual).isEqualTo(expected.withVersion(actual.version()));
    }
}
