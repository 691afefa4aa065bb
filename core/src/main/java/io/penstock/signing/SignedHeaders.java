package io.penstock.signing;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// The values of the three headers that make a request a signed webhook.
///
/// @param id of [#ID]: the webhook's name, the same at every retry
/// @param timestamp of [#TIMESTAMP]: when this attempt is made, in whole seconds since 1970
/// @param signature of [#SIGNATURE]: `v1,<base64>` or `v1a,<base64>` per secret, newest first, separated by
///     spaces
public record SignedHeaders(String id, String timestamp, String signature) {
    /// The name of the header with the webhook's id.
    public static final String ID = "webhook-id";

    /// The name of the header with the attempt's time.
    public static final String TIMESTAMP = "webhook-timestamp";

    /// The name of the header with the signatures.
    public static final String SIGNATURE = "webhook-signature";

    /// Characters of an id.
    public static final int MAX_ID_LENGTH = 256;

    static final String SHARED_SECRET_VERSION = "v1";
    static final String ED25519_VERSION = "v1a";

    public SignedHeaders {
        requireNonNull(id, "id is null");
        requireNonNull(timestamp, "timestamp is null");
        requireNonNull(signature, "signature is null");
    }

    /// Signs a webhook with every secret given.
    ///
    /// @param id 1 to 256 visible ASCII characters without a full stop, which separates what is signed
    /// @param timestamp when the attempt is made, not before 1970; what is below a second is cut off
    /// @param body exactly the bytes that are sent
    /// @param secrets 1 to [SigningKeys#MAX_SECRETS], newest first, as [SigningKeys#inForce] has them
    /// @throws IllegalArgumentException if one of these limits is not kept
    public static SignedHeaders of(String id, Instant timestamp, byte[] body, List<? extends SigningSecret> secrets) {
        if (!isId(id)) {
            throw new IllegalArgumentException(
                    "a webhook's id must be 1 to %d visible ASCII characters without a full stop: '%s'"
                            .formatted(MAX_ID_LENGTH, id.substring(0, Math.min(id.length(), MAX_ID_LENGTH))));
        }
        if (timestamp.getEpochSecond() < 0) {
            throw new IllegalArgumentException("a webhook's timestamp must not be before 1970: " + timestamp);
        }
        if (secrets.isEmpty() || secrets.size() > SigningKeys.MAX_SECRETS) {
            throw new IllegalArgumentException("a webhook is signed with 1 to %d secrets, not %d"
                    .formatted(SigningKeys.MAX_SECRETS, secrets.size()));
        }
        var seconds = Long.toString(timestamp.getEpochSecond());
        byte[] head = head(id, seconds);
        var signatures = new StringBuilder();
        for (var secret : secrets) {
            signatures.append(signatures.isEmpty() ? "" : " ").append(signature(secret, head, body));
        }
        return new SignedHeaders(id, seconds, signatures.toString());
    }

    /// Without full stops: with one, a signature would also hold for a longer id, a later timestamp and the
    /// rest of the body, if whoever wrote the body let it begin with a timestamp and a full stop.
    static boolean isId(String id) {
        return !id.isEmpty() && id.length() <= MAX_ID_LENGTH && id.chars().allMatch(SignedHeaders::isAllowedInId);
    }

    /// What is signed ahead of the body.
    static byte[] head(String id, String timestamp) {
        return (id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8);
    }

    private static String signature(SigningSecret secret, byte[] head, byte[] body) {
        return switch (secret) {
            case SharedSecret shared -> SHARED_SECRET_VERSION + ',' + base64(shared.sign(head, body));
            case Ed25519KeyPair pair -> ED25519_VERSION + ',' + base64(pair.sign(head, body));
        };
    }

    private static String base64(byte[] signature) {
        return Base64.getEncoder().encodeToString(signature);
    }

    private static boolean isAllowedInId(int character) {
        return character > ' ' && character < 0x7f && character != '.';
    }
}
