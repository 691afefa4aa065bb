package io.penstock.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;

/// A key of KMS that encrypts by remembering.
final class FakeKms implements KmsClient {
    int generated;
    int decrypted;
    private final Random random = new Random(11);
    private final Map<SdkBytes, Made> made = new HashMap<>();

    private record Made(SdkBytes plain, Map<String, String> context) {}

    @Override
    public GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request) {
        generated++;
        var encrypted = bytes(184);
        var plain = bytes(32);
        made.put(encrypted, new Made(plain, request.encryptionContext()));
        return GenerateDataKeyResponse.builder()
                .plaintext(plain)
                .ciphertextBlob(encrypted)
                .build();
    }

    private SdkBytes bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return SdkBytes.fromByteArray(bytes);
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
        decrypted++;
        var found = made.get(request.ciphertextBlob());
        if (found == null || !found.context().equals(request.encryptionContext())) {
            throw InvalidCiphertextException.builder().build();
        }
        return DecryptResponse.builder().plaintext(found.plain()).build();
    }

    @Override
    public String serviceName() {
        return "kms";
    }

    @Override
    public void close() {}
}
