package io.penstock.invoke;

import io.penstock.command.client.Json;
import io.penstock.invoke.StandIn.Response;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;

/// As much of KMS as Penstock uses. A data key is not encrypted, but found again by a number that stands for it.
final class StandInKms implements KmsClient {
    static final String ARN = "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000";

    private static final int KEY_BYTES = 32;

    private record DataKey(byte[] plain, Map<String, String> context) {}

    private final RandomGenerator random;
    private final Map<SdkBytes, DataKey> keys = new ConcurrentHashMap<>();

    StandInKms(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request) {
        var plain = new byte[KEY_BYTES];
        random.nextBytes(plain);
        var encrypted = SdkBytes.fromByteArray(
                ByteBuffer.allocate(Long.BYTES).putLong(random.nextLong()).array());
        keys.put(encrypted, new DataKey(plain, request.encryptionContext()));
        return GenerateDataKeyResponse.builder()
                .ciphertextBlob(encrypted)
                .plaintext(SdkBytes.fromByteArray(plain))
                .keyId(ARN)
                .build();
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
        var key = keys.get(request.ciphertextBlob());
        if (key == null || !key.context().equals(request.encryptionContext())) {
            throw InvalidCiphertextException.builder()
                    .message("this was not encrypted here")
                    .build();
        }
        return DecryptResponse.builder()
                .plaintext(SdkBytes.fromByteArray(key.plain()))
                .keyId(ARN)
                .build();
    }

    Response respond(String operation, Json request) {
        var context = new HashMap<String, String>();
        request.at("EncryptionContext")
                .ifPresent(members -> members.members().forEach((name, value) -> context.put(name, value.word())));
        return switch (operation) {
            case "GenerateDataKey" -> {
                var made = generateDataKey(GenerateDataKeyRequest.builder()
                        .encryptionContext(context)
                        .build());
                yield Response.json(Map.of(
                        "CiphertextBlob",
                        base64(made.ciphertextBlob()),
                        "Plaintext",
                        base64(made.plaintext()),
                        "KeyId",
                        Json.text(ARN)));
            }
            case "Decrypt" -> {
                try {
                    var blob = SdkBytes.fromByteArray(Base64.getDecoder().decode(request.word("CiphertextBlob")));
                    var found = decrypt(DecryptRequest.builder()
                            .ciphertextBlob(blob)
                            .encryptionContext(context)
                            .build());
                    yield Response.json("Plaintext", base64(found.plaintext()), "KeyId", Json.text(ARN));
                } catch (InvalidCiphertextException _) {
                    yield Response.error(400, "InvalidCiphertextException", "this was not encrypted here");
                }
            }
            default -> Response.unknown("KMS's " + operation);
        };
    }

    private static Json base64(SdkBytes bytes) {
        return Json.text(Base64.getEncoder().encodeToString(bytes.asByteArray()));
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
