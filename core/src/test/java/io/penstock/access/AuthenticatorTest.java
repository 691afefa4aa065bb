package io.penstock.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.subscription.InMemoryRegistry;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final TenantUid tenant = TestTenants.uid();
    private final TenantUid other = TestTenants.uid();
    private final Keys keys = InMemoryRegistry.of(tenant, other).keys();
    private final RandomGenerator random = new Random(42);
    private final TestClock clock = new TestClock();
    private final KeyAdministration administration = new KeyAdministration(keys, clock, random);
    private final KeyText operators = KeyText.forOperator(random);
    private final Authenticator authenticator = new Authenticator(keys, operators::hash, clock);

    @Test
    void theOperatorIsKnown() {
        assertThat(authenticator.authenticate(bearer(operators))).contains(new Caller.Operator());
    }

    @Test
    void anyTextThatTheOperatorWasGivenWillDo() {
        assertOperatorsKeyMayBe("correct-horse-battery-staple");
        assertOperatorsKeyMayBe("Basic dXNlcjpwYXNzd29yZA==".replace(' ', '+'));
    }

    @Test
    void theOperatorsKeyMayLookLikeATenants() {
        assertOperatorsKeyMayBe(KeyText.forTenant(random).reveal());
    }

    @Test
    void aTenantIsKnown() {
        var made = administration.create(tenant, "ci", null);
        var theirs = administration.create(other, "ci", null);

        assertThat(authenticator.authenticate(bearer(made.text()))).contains(new Caller.OfTenant(tenant));
        assertThat(authenticator.authenticate(bearer(theirs.text()))).contains(new Caller.OfTenant(other));
    }

    @Test
    void theOperatorsHashIsNotAskedForWhenATenantsKeyIsShown() {
        var made = administration.create(tenant, "ci", null);
        var withoutOperator = new Authenticator(
                keys,
                () -> {
                    throw new AssertionError("asked for");
                },
                clock);

        assertThat(withoutOperator.authenticate(bearer(made.text()))).contains(new Caller.OfTenant(tenant));
    }

    @Test
    void aKeyIsWorthNothingFromItsExpiryOn() {
        var made = administration.create(tenant, "ci", clock.instant().plus(HOUR));

        clock.advance(HOUR.minusNanos(1));
        assertThat(authenticator.authenticate(bearer(made.text()))).isPresent();

        clock.advance(Duration.ofNanos(1));
        assertThat(authenticator.authenticate(bearer(made.text()))).isEmpty();
    }

    @Test
    void aRevokedKeyIsWorthNothing() {
        var made = administration.create(tenant, "ci", null);
        var kept = administration.create(tenant, "cd", null);

        keys.revoke(tenant, made.key().id());

        assertThat(authenticator.authenticate(bearer(made.text()))).isEmpty();
        assertThat(authenticator.authenticate(bearer(kept.text()))).isPresent();
    }

    @Test
    void theIdOfAKeyIsNotEnough() {
        var made = administration.create(tenant, "ci", null);
        var text = made.text().reveal();
        var lastIsZero = text.endsWith("0");

        assertThat(authenticator.authenticate("Bearer " + text.substring(0, 31)))
                .isEmpty();
        assertThat(authenticator.authenticate(
                        "Bearer " + text.substring(0, text.length() - 1) + (lastIsZero ? "1" : "0")))
                .isEmpty();
        assertThat(authenticator.authenticate("Bearer " + text.substring(0, 31)
                        + KeyText.forTenant(random).reveal().substring(31)))
                .isEmpty();
    }

    @Test
    void aKeyThatNobodyMadeIsWorthNothing() {
        assertThat(authenticator.authenticate(bearer(KeyText.forTenant(random))))
                .isEmpty();
        assertThat(authenticator.authenticate(bearer(KeyText.forOperator(random))))
                .isEmpty();
    }

    @Test
    void whatIsKeptOfAKeyIsNotTheKey() {
        var made = administration.create(tenant, "ci", null);

        assertThat(authenticator.authenticate("Bearer " + made.key().hash())).isEmpty();
        assertThat(authenticator.authenticate("Bearer " + operators.hash())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "bEaReR   "})
    void theCaseOfTheSchemeDoesNotMatter(String scheme) {
        assertThat(authenticator.authenticate(scheme + operators.reveal())).contains(new Caller.Operator());
    }

    @Test
    void theCaseOfTheKeyMatters() {
        assertThat(authenticator.authenticate("Bearer " + operators.reveal().toUpperCase(Locale.ROOT)))
                .isEmpty();
    }

    @Test
    void anotherSchemeOrNoneIsNotRead() {
        assertThat(authenticator.authenticate(operators.reveal())).isEmpty();
        assertThat(authenticator.authenticate("Basic " + operators.reveal())).isEmpty();
        assertThat(authenticator.authenticate("Bearer" + operators.reveal())).isEmpty();
        assertThat(authenticator.authenticate(" Bearer " + operators.reveal())).isEmpty();
        assertThat(authenticator.authenticate("Bearer " + operators.reveal() + ", Basic x"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "Bearer", "Bearer ", "Bearer  ", "Bearer \u0000", "Bearer é", "Bearer psk_", "\uD83D"})
    void garbageIsNobody(String garbage) {
        assertThat(authenticator.authenticate(garbage)).isEmpty();
    }

    private void assertOperatorsKeyMayBe(String text) {
        var given = KeyText.read(text).orElseThrow();

        assertThat(new Authenticator(keys, given::hash, clock).authenticate("Bearer " + text))
                .contains(new Caller.Operator());
    }

    private static String bearer(KeyText key) {
        return "Bearer " + key.reveal();
    }
}
