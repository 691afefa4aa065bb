package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.event.Event;
import io.penstock.input.InvalidInputException;
import io.penstock.signing.SigningKeys;
import io.penstock.signing.SigningSecret;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTest {
    private static final SigningSecret SECRET = SigningSecret.parse("whsec_" + "c2VjcmV0".repeat(4));

    @Test
    void itWantsWhatAnyOfItsTypesWants() {
        var selection = wanting("order.*", "invoice.paid").selection();

        assertThat(selection.wantsType(event("order.created"))).isTrue();
        assertThat(selection.wantsType(event("invoice.paid"))).isTrue();
        assertThat(selection.wantsType(event("invoice.sent"))).isFalse();
    }

    @Test
    void aTypeThatIsThereTwiceCountsOnce() {
        var types = IntStream.range(0, 100).mapToObj(i -> "order." + i % 50).toArray(String[]::new);

        assertThat(wanting(types).types()).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void itHasOneToFiftyTypes() {
        var tooMany = IntStream.range(0, 51).mapToObj(i -> "order." + i).toArray(String[]::new);

        assertThat(wanting(Arrays.copyOf(tooMany, 50)).types()).hasSize(50);
        assertTypesRefused(tooMany);
        assertTypesRefused();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "Orders", "orders-eu.v2_final", "sub_01arz3ndektsv4rrffq69g5fav"})
    void anIdMayBeCalledSo(String id) {
        assertThatCode(() -> Subscription.checkId(id)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".a", "_a", "a b", "a/b", "a%2Fb", "é", "a\n", "..", "a:b"})
    void anIdMayNotBeCalledSo(String id) {
        assertIdRefused(id);
    }

    @Test
    void anIdHasAtMostAHundredCharacters() {
        assertThatCode(() -> Subscription.checkId("a".repeat(100))).doesNotThrowAnyException();
        assertIdRefused("a".repeat(101));
    }

    @Test
    void itDoesNotTellItsSecrets() {
        var present = TestSubscriptions.of(TestTenants.uid(), "orders");
        var subscription = new Subscription(
                present.uid(),
                present.tenant(),
                present.id(),
                1,
                present.types(),
                null,
                new Destination.Webhook(
                        URI.create("https://hooks.example/path-secret?query-secret"),
                        Map.of("authorization", "value-secret"),
                        Destination.Mode.STRUCTURED),
                Policy.STANDARD,
                present.status(),
                SigningKeys.of(SECRET),
                TestClock.START,
                TestClock.START);

        assertThat(subscription.toString())
                .contains("orders")
                .doesNotContain("-secret")
                .doesNotContain(SECRET.reveal().substring(6));
    }

    @Test
    void anotherStatusOrOtherKeysLeaveTheRestAlone() {
        var before = TestSubscriptions.of(TestTenants.uid(), "orders");
        var later = TestClock.START.plus(Duration.ofHours(1));
        var status = Status.disabled("gone", later);
        var keys = SigningKeys.of(SECRET);

        var disabled = before.with(status, later);
        assertThat(disabled.status()).isEqualTo(status);
        assertThat(disabled.updatedAt()).isEqualTo(later);
        assertThat(disabled.with(before.status(), before.updatedAt())).isEqualTo(before);

        var rekeyed = before.with(keys, later);
        assertThat(rekeyed.keys()).isEqualTo(keys);
        assertThat(rekeyed.updatedAt()).isEqualTo(later);
        assertThat(rekeyed.with(before.keys(), before.updatedAt())).isEqualTo(before);
    }

    private static void assertIdRefused(String id) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> Subscription.checkId(id))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("id"));
    }

    private static void assertTypesRefused(String... types) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> wanting(types))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("types"));
    }

    private static Subscription wanting(String... types) {
        var present = TestSubscriptions.of(TestTenants.uid(), "orders");
        return new Subscription(
                present.uid(),
                present.tenant(),
                present.id(),
                present.version(),
                Arrays.stream(types).map(TypePattern::parse).toList(),
                null,
                present.destination(),
                present.policy(),
                present.status(),
                present.keys(),
                present.createdAt(),
                present.updatedAt());
    }

    private static Event event(String type) {
        return new Event("1", "/shop", type, null, null, null, null, Map.of(), null);
    }
}
