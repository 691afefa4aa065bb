package io.penstock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.distributed.Vault;
import io.penstock.distributed.VaultContract;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KmsVaultTest extends VaultContract {
    private static final byte[] TEXT = {1, 2, 3};

    private final Pausing pausing = new Pausing();
    private final FakeKms kms = new FakeKms();
    private final TenantUid acme = TestTenants.uid();

    private KmsVault vault() {
        return new KmsVault(kms, "key", pausing.retries(), pausing.clock, new Random(5));
    }

    @Override
    protected Vault open() {
        return vault();
    }

    @Test
    void aDataKeySealsForAFewMinutes() {
        var vault = vault();
        vault.seal(acme, TEXT);
        pausing.clock.advance(DataKeys.KEPT.minusMillis(1));
        vault.seal(acme, TEXT);
        assertThat(kms.generated).isEqualTo(1);

        pausing.clock.advance(DataKeys.KEPT);
        vault.seal(acme, TEXT);

        assertThat(kms.generated).isEqualTo(2);
    }

    @Test
    void aDataKeySealsSoMuchAndNoMore() {
        var vault = vault();

        for (int i = 0; i < DataKeys.MAX_SEALS; i++) {
            vault.seal(acme, TEXT);
        }
        assertThat(kms.generated).isEqualTo(1);
        vault.seal(acme, TEXT);

        assertThat(kms.generated).isEqualTo(2);
    }

    @Test
    void eachTenantHasDataKeysOfItsOwn() {
        var vault = vault();

        vault.seal(acme, TEXT);
        vault.seal(TestTenants.uid(), TEXT);

        assertThat(kms.generated).isEqualTo(2);
    }

    @Test
    void aDataKeyOpensForAFewMinutesAndKmsIsAskedAgainAfterwards() {
        var sealed = vault().seal(acme, TEXT);
        var other = vault();
        for (int i = 0; i < 3; i++) {
            assertThat(other.open(acme, sealed)).isEqualTo(TEXT);
        }
        assertThat(kms.decrypted).isEqualTo(1);

        pausing.clock.advance(DataKeys.KEPT);
        other.open(acme, sealed);

        assertThat(kms.decrypted).isEqualTo(2);
    }

    @Test
    void whoHasJustSealedNeedNotAskKmsToOpen() {
        var vault = vault();

        assertThat(vault.open(acme, vault.seal(acme, TEXT))).isEqualTo(TEXT);

        assertThat(kms.decrypted).isZero();
    }

    @Test
    void noMoreKeysAreKeptThanThereIsRoomFor() {
        var vault = vault();
        var first = vault.seal(acme, TEXT);
        for (int i = 0; i < DataKeys.MAX_KEYS; i++) {
            vault.seal(TestTenants.uid(), TEXT);
        }

        vault.open(acme, first);

        assertThat(kms.decrypted).isEqualTo(1);
    }
}
