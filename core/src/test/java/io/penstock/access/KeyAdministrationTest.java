package io.penstock.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.input.InvalidInputException;
import io.penstock.subscription.InMemoryRegistry;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyAdministrationTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456789Z");

    private final TenantUid tenant = TestTenants.uid();
    private final TenantUid other = TestTenants.uid();
    private final Keys keys = InMemoryRegistry.of(tenant, other).keys();
    private final KeyAdministration administration = new KeyAdministration(keys, new TestClock(NOW), new Random(42));

    @Test
    void whatIsKeptOfAKeyIsItsNameAndItsHash() {
        var expiresAt = NOW.plusSeconds(60);
        var made = administration.create(tenant, "ci", expiresAt);

        assertThat(made.key())
                .isEqualTo(new ApiKey(
                        made.text().id().orElseThrow(),
                        tenant,
                        "ci",
                        made.text().hash(),
                        Instant.parse("2026-03-01T10:00:00.123Z"),
                        expiresAt));
        assertThat(keys.find(made.key().id())).contains(made.key());
    }

    @Test
    void aKeyExpiresInTheFutureOrNever() {
        assertThat(administration.create(tenant, "ci", null).key().expiresAt()).isNull();
        assertThat(administration.create(tenant, "ci", NOW.plusMillis(1)).key().expiresAt())
                .isEqualTo(NOW.plusMillis(1));
        assertRefused("expiresAt", "ci", Instant.parse("2026-03-01T10:00:00.123Z"));
        assertRefused("expiresAt", "ci", NOW.minusSeconds(60));
    }

    @Test
    void aKeyThatHasExpiredAlreadyIsNotMade() {
        assertRefused("expiresAt", "ci", NOW.minusNanos(1));
        assertRefused("expiresAt", "ci", NOW);
    }

    @Test
    void aNameHasOneToAHundredCharacters() {
        assertThat(administration.create(tenant, "n".repeat(100), null).key().name())
                .hasSize(100);
        assertRefused("name", "n".repeat(101), null);
        assertRefused("name", "", null);
        assertRefused("name", " \t", null);
    }

    @Test
    void aHundredKeysAreTheMostOfATenant() {
        for (int i = 0; i < ApiKey.MAX_PER_TENANT; i++) {
            administration.create(tenant, "ci", null);
        }

        assertRefused("", "ci", null);
        assertThat(administration.create(other, "ci", null)).isNotNull();

        keys.revoke(tenant, keys.list(tenant).getFirst().id());
        assertThat(administration.create(tenant, "ci", null)).isNotNull();
    }

    @Test
    void whatIsMadeDoesNotTellTheKey() {
        var made = administration.create(tenant, "ci", null);
        var hidden = made.text().reveal().substring(31);

        assertThat(made.toString())
                .doesNotContain(hidden)
                .doesNotContain(made.key().hash());
        assertThat(made.key().toString()).doesNotContain(made.key().hash());
    }

    private void assertRefused(String field, String name, @Nullable Instant expiresAt) {
        int before = keys.list(tenant).size();
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> administration.create(tenant, name, expiresAt))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
        assertThat(keys.list(tenant)).hasSize(before);
    }
}
