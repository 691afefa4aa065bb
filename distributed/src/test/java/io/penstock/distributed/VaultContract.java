package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [Vault] promises, whatever it is made of.
public abstract class VaultContract {
    private static final byte[] SECRET =
            "whsec_bm90IHNlY3JldCBhdCBhbGwgYnV0IGxvbmc=".getBytes(StandardCharsets.US_ASCII);

    private final TenantUid tenant = TestTenants.uid();

    private Vault vault;

    /// One that is ready to be used.
    protected abstract Vault open() throws Exception;

    @BeforeEach
    final void openVault() throws Exception {
        vault = open();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300, 4_097, Vault.MAX_BYTES})
    void whatIsSealedIsReadByItsTenant(int length) {
        var text = new byte[length];
        Arrays.fill(text, (byte) 0xA5);

        var sealed = vault.seal(tenant, text);

        assertThat(vault.open(tenant, sealed)).isEqualTo(text);
        assertThat(sealed.length).isLessThanOrEqualTo(length + Vault.MAX_OVERHEAD);
    }

    @Test
    void whatIsSealedCannotBeRead() {
        var sealed = new String(vault.seal(tenant, SECRET), StandardCharsets.ISO_8859_1);

        assertThat(sealed).doesNotContain(new String(SECRET, 6, 20, StandardCharsets.ISO_8859_1));
    }

    @Test
    void theSameTextIsSealedDifferentlyEachTime() {
        assertThat(vault.seal(tenant, SECRET)).isNotEqualTo(vault.seal(tenant, SECRET));
    }

    @Test
    void whatIsSealedForATenantOpensForNoOther() {
        var sealed = vault.seal(tenant, SECRET);

        assertBroken(TestTenants.uid(), sealed);
    }

    @Test
    void whatWasChangedDoesNotOpen() {
        var sealed = vault.seal(tenant, SECRET);

        for (int at : new int[] {0, sealed.length / 2, sealed.length - SECRET.length, sealed.length - 1}) {
            var changed = sealed.clone();
            changed[at] ^= 1;
            assertBroken(tenant, changed);
        }
    }

    @Test
    void whatIsCutOffOrWasNeverSealedDoesNotOpen() {
        var sealed = vault.seal(tenant, SECRET);

        assertBroken(tenant, Arrays.copyOf(sealed, sealed.length - 1));
        assertBroken(tenant, Arrays.copyOf(sealed, 5));
        assertBroken(tenant, new byte[0]);
        assertBroken(tenant, SECRET);
    }

    private void assertBroken(TenantUid tenant, byte[] sealed) {
        assertThatExceptionOfType(SealBrokenException.class)
                .isThrownBy(() -> vault.open(tenant, sealed))
                .withMessageNotContaining("whsec");
    }
}
