package io.penstock.signing;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The signatures of a `webhook-signature` header that could match, by version. Other versions and what is
/// not base64 of the right length are left out: a sender may add what a receiver does not know yet.
record ReceivedSignatures(List<byte[]> byShared, List<byte[]> byEd25519) {
    /// Empty if there are more than `limit`, of whatever version.
    static Optional<ReceivedSignatures> parse(String header, int limit) {
        var byShared = new ArrayList<byte[]>();
        var byEd25519 = new ArrayList<byte[]>();
        int count = 0;
        for (int start = 0; start < header.length(); ) {
            int space = header.indexOf(' ', start);
            int end = space < 0 ? header.length() : space;
            if (end > start) {
                count++;
                if (count > limit) {
                    return Optional.empty();
                }
                var signature = header.substring(start, end);
                add(signature, SignedHeaders.SHARED_SECRET_VERSION, SharedSecret.SIGNATURE_LENGTH, byShared);
                add(signature, SignedHeaders.ED25519_VERSION, Ed25519.SIGNATURE_LENGTH, byEd25519);
            }
            start = end + 1;
        }
        return Optional.of(new ReceivedSignatures(byShared, byEd25519));
    }

    private static void add(String signature, String version, int length, List<byte[]> found) {
        if (!signature.startsWith(version + ',')) {
            return;
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(signature.substring(version.length() + 1));
            if (decoded.length == length) {
                found.add(decoded);
            }
        } catch (IllegalArgumentException notBase64) {
            // No signer writes it, so it matches nothing.
        }
    }
}
