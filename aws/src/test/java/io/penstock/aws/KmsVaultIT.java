package io.penstock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.distributed.Vault;
import io.penstock.distributed.VaultContract;
import io.penstock.tenant.TestTenants;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class KmsVaultIT extends VaultContract {
    private final String key =
            OnLocalStack.clients().kms().createKey(_ -> {}).keyMetadata().arn();

    private Vault vault() {
        return new KmsVault(
                OnLocalStack.clients().kms(), key, OnLocalStack.retries(), InstantSource.system(), new SecureRandom());
    }

    @Override
    protected Vault open() {
        return vault();
    }

    @Test
    void whatOneFunctionSealsAnotherOpens() {
        var tenant = TestTenants.uid();
        byte[] text = {1, 2, 3};

        assertThat(vault().open(tenant, vault().seal(tenant, text))).isEqualTo(text);
    }
}
