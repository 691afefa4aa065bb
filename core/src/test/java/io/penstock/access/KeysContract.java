package io.penstock.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.input.InvalidInputException;
import io.penstock.subscription.RegistrySuite;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Keys] promises, whatever it is made of.
public abstract class KeysContract extends RegistrySuite {
    private TenantUid tenant;
    private TenantUid other;

    @BeforeEach
    final void makeTenants() {
        tenant = tenant("acme").uid();
        other = tenant("globex").uid();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(under.keys().find("key_1")).isEmpty();
        assertThat(under.keys().list(tenant)).isEmpty();
        assertThat(under.keys().list(TestTenants.uid())).isEmpty();
        assertThat(under.keys().revoke(tenant, "key_1")).isFalse();
    }

    @Test
    void aKeyIsFoundByItsId() {
        var lasting = new ApiKey("key_1", tenant, "ci, Zürich", "0f".repeat(32), TestClock.START, null);
        var expiring = new ApiKey(
                "key_2",
                tenant,
                "ci",
                "1e".repeat(32),
                TestClock.START.plusMillis(1),
                TestClock.START.plus(Duration.ofDays(90)));

        under.keys().add(lasting);
        under.keys().add(expiring);

        assertThat(under.keys().find("key_1")).hasValue(lasting);
        assertThat(under.keys().find("key_2")).hasValue(expiring);
        assertThat(under.keys().find("KEY_1")).isEmpty();
    }

    @Test
    void aKeyThatHasExpiredIsStillThere() {
        var expired = new ApiKey(
                "key_1",
                tenant,
                "ci",
                "0f".repeat(32),
                TestClock.START.minus(Duration.ofDays(2)),
                TestClock.START.minus(Duration.ofDays(1)));

        under.keys().add(expired);

        assertThat(under.keys().find("key_1")).hasValue(expired);
        assertThat(under.keys().list(tenant)).containsExactly(expired);
    }

    @Test
    void keysAreListedOldestFirst() {
        var newest = created("key_1", Duration.ofHours(3));
        var oldest = created("key_2", Duration.ofHours(1));
        var middle = created("key_3", Duration.ofHours(2));

        assertThat(under.keys().list(tenant)).containsExactly(oldest, middle, newest);
    }

    @Test
    void aTenantHasAtMostAHundredKeys() {
        for (int i = 0; i < ApiKey.MAX_PER_TENANT; i++) {
            created("key_" + i, Duration.ofMillis(i));
        }
        var further = TestKeys.of(tenant, "key_further");

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> under.keys().add(further))
                .withMessageContaining("100 keys");
        assertThat(under.keys().find("key_further")).isEmpty();
        assertThat(under.keys().list(tenant)).hasSize(ApiKey.MAX_PER_TENANT);
        under.keys().add(TestKeys.of(other, "key_theirs"));

        under.keys().revoke(tenant, "key_7");
        under.keys().add(further);
        assertThat(under.keys().list(tenant)).hasSize(ApiKey.MAX_PER_TENANT).contains(further);
    }

    @Test
    void aKeyOfATenantThatHasEndedIsNotMade() {
        under.tenants().delete(other);

        for (var gone : List.of(other, TestTenants.uid())) {
            assertThatExceptionOfType(TenantEndedException.class)
                    .isThrownBy(() -> under.keys().add(TestKeys.of(gone, "key_1")));
            assertThat(under.keys().find("key_1")).isEmpty();
            assertThat(under.keys().list(gone)).isEmpty();
        }
    }

    @Test
    void tenantsDoNotSeeEachOthersKeys() {
        var ours = TestKeys.of(tenant, "key_1");
        var theirs = TestKeys.of(other, "key_2");
        under.keys().add(ours);
        under.keys().add(theirs);

        assertThat(under.keys().list(tenant)).containsExactly(ours);
        assertThat(under.keys().list(other)).containsExactly(theirs);
    }

    @Test
    void aRevokedKeyIsForgotten() {
        var revoked = TestKeys.of(tenant, "key_1");
        var kept = TestKeys.of(tenant, "key_2");
        under.keys().add(revoked);
        under.keys().add(kept);

        assertThat(under.keys().revoke(tenant, "key_1")).isTrue();

        assertThat(under.keys().find("key_1")).isEmpty();
        assertThat(under.keys().list(tenant)).containsExactly(kept);
        assertThat(under.keys().revoke(tenant, "key_1")).isFalse();
    }

    @Test
    void nobodyRevokesTheKeyOfAnotherTenant() {
        var theirs = TestKeys.of(other, "key_1");
        under.keys().add(theirs);

        assertThat(under.keys().revoke(tenant, "key_1")).isFalse();

        assertThat(under.keys().find("key_1")).hasValue(theirs);
    }

    @Test
    void aKeyIsThereAfterACrashUnlessItWasRevoked() {
        var kept = TestKeys.of(tenant, "key_1");
        under.keys().add(kept);
        under.keys().add(TestKeys.of(tenant, "key_2"));
        under.keys().revoke(tenant, "key_2");

        assumeTrue(under.reopen(), "this registry does not outlive a crash");

        assertThat(under.keys().list(tenant)).containsExactly(kept);
        assertThat(under.keys().find("key_2")).isEmpty();
    }

    private ApiKey created(String id, Duration afterStart) {
        var key = new ApiKey(id, tenant, "ci", "0f".repeat(32), TestClock.START.plus(afterStart), null);
        under.keys().add(key);
        return key;
    }
}
