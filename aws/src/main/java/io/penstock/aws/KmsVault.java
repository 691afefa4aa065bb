package io.penstock.aws;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.SealBrokenException;
import io.penstock.distributed.Vault;
import io.penstock.tenant.TenantUid;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;

/// Envelope encryption: texts are sealed with AES-256-GCM (NIST SP 800-38D) under data keys, and those by a key that
/// never leaves KMS. A data key belongs to one tenant, whose uid is its encryption context: so a role can be kept to
/// certain tenants, and CloudTrail says whose secrets were read.
///
/// Data keys are kept in memory for a few minutes ([DataKeys]): a request to KMS for every attempt of a delivery would
/// cost more than the attempt, and meet KMS's limits. Safe for use by many threads.
///
/// What is sealed, in bytes: the form (1), how long the encrypted data key is (2), that key, a nonce (12), the text
/// encrypted, a tag (16). The tag covers all before the nonce and the tenant's uid.
public final class KmsVault implements Vault {
    /// The key of the encryption context.
    static final String CONTEXT = "tenant";

    private static final byte FORM = 1;
    private static final int HEAD_BYTES = 3;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String ALGORITHM = "AES/GCM/NoPadding";

    private final KmsClient kms;
    private final String keyId;
    private final Retries retries;
    private final RandomGenerator random;
    private final DataKeys keys;

    /// @param keyId the ARN of a symmetric key
    /// @param clock for how long a data key is kept
    /// @param random for nonces; one whose numbers nobody can guess
    public KmsVault(KmsClient kms, String keyId, Retries retries, InstantSource clock, RandomGenerator random) {
        this.kms = requireNonNull(kms, "kms is null");
        this.keyId = requireNonNull(keyId, "keyId is null");
        this.retries = requireNonNull(retries, "retries is null");
        this.random = requireNonNull(random, "random is null");
        keys = new DataKeys(clock);
    }

    @Override
    public byte[] seal(TenantUid tenant, byte[] text) {
        var key = keys.toSeal(tenant);
        if (key == null) {
            key = generate(tenant);
            keys.addGenerated(key);
        }
        var sealed = ByteBuffer.allocate(HEAD_BYTES + key.encrypted().length + NONCE_BYTES + text.length + TAG_BITS / 8)
                .put(FORM)
                .putShort((short) key.encrypted().length)
                .put(key.encrypted());
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        int head = sealed.position();
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce);
            cipher.updateAAD(sealed.array(), 0, head);
            sealed.put(nonce);
            cipher.doFinal(ByteBuffer.wrap(text), sealed);
            return sealed.array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public byte[] open(TenantUid tenant, byte[] sealed) {
        try {
            var bytes = ByteBuffer.wrap(sealed);
            if (bytes.get() != FORM) {
                throw new SealBrokenException(tenant);
            }
            var encrypted = new byte[bytes.getShort()];
            bytes.get(encrypted);
            int head = bytes.position();
            var nonce = new byte[NONCE_BYTES];
            bytes.get(nonce);
            var cipher = cipher(Cipher.DECRYPT_MODE, key(tenant, encrypted), nonce);
            cipher.updateAAD(sealed, 0, head);
            return cipher.doFinal(sealed, bytes.position(), bytes.remaining());
        } catch (BufferUnderflowException | NegativeArraySizeException | GeneralSecurityException e) {
            throw new SealBrokenException(tenant);
        }
    }

    private static Cipher cipher(int mode, DataKey key, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key.plain(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(key.tenant().value().bytes());
        return cipher;
    }

    private DataKey key(TenantUid tenant, byte[] encrypted) {
        @Nullable DataKey kept = keys.toOpen(tenant, encrypted);
        if (kept != null) {
            return kept;
        }
        var key = decrypt(tenant, encrypted);
        keys.addDecrypted(key);
        return key;
    }

    private DataKey generate(TenantUid tenant) {
        var response = retries.call(_ -> kms.generateDataKey(
                request -> request.keyId(keyId).keySpec(DataKeySpec.AES_256).encryptionContext(context(tenant))));
        return new DataKey(
                tenant,
                response.ciphertextBlob().asByteArray(),
                response.plaintext().asByteArrayUnsafe());
    }

    private DataKey decrypt(TenantUid tenant, byte[] encrypted) {
        try {
            var response = retries.call(_ -> kms.decrypt(request -> request.keyId(keyId)
                    .ciphertextBlob(SdkBytes.fromByteArray(encrypted))
                    .encryptionContext(context(tenant))));
            return new DataKey(tenant, encrypted, response.plaintext().asByteArrayUnsafe());
        } catch (InvalidCiphertextException | IncorrectKeyException e) {
            throw new SealBrokenException(tenant);
        }
    }

    private static Map<String, String> context(TenantUid tenant) {
        return Map.of(CONTEXT, tenant.value().text());
    }
}
