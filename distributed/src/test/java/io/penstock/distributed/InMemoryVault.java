package io.penstock.distributed;

import io.penstock.tenant.TenantUid;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A vault whose key is as good as the chance that it is drawn by: AES-256-GCM, the nonce ahead of the text. Safe for use
/// by many threads, if `random` is.
public final class InMemoryVault implements Vault {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final RandomGenerator random;
    private final SecretKeySpec key;

    /// With a key that is drawn now.
    public InMemoryVault(RandomGenerator random) {
        this.random = random;
        this.key = new SecretKeySpec(drawn(KEY_BYTES), "AES");
    }

    private byte[] drawn(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public byte[] seal(TenantUid tenant, byte[] text) {
        var nonce = drawn(NONCE_BYTES);
        try {
            var cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(tenant.value().bytes());
            var sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(text.length));
            cipher.doFinal(text, 0, text.length, sealed, NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] open(TenantUid tenant, byte[] sealed) {
        if (sealed.length < NONCE_BYTES) {
            throw new SealBrokenException(tenant);
        }
        try {
            var cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES));
            cipher.updateAAD(tenant.value().bytes());
            return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new SealBrokenException(tenant);
        }
    }
}
