package io.penstock.access;

import static java.util.Objects.requireNonNull;

import io.penstock.identity.Id128;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A key as it is shown, once, to whoever will use it; never stored, never in [#toString].
///
/// A tenant's: `psk_`, 26 characters that name it, `_`, and 52 that nobody can guess (256 bits). The
/// operator's: `pso_` and 52 such characters, or any text of [#MIN_GIVEN] to [#MAX_LENGTH] visible ASCII
/// characters that it was given.
///
/// A hash without salt and repetition is enough to keep: what is hashed is drawn by chance from 2²⁵⁶ (NIST SP
/// 800-63B asks for more only where people choose).
public final class KeyText {
    /// Fewest characters of an operator's key that is given rather than made.
    public static final int MIN_GIVEN = 24;

    /// Most characters of any key.
    public static final int MAX_LENGTH = 256;

    private static final String TENANT_PREFIX = "psk_";
    private static final String OPERATOR_PREFIX = "pso_";
    private static final String ID_PREFIX = "key_";

    private final String text;

    private KeyText(String text) {
        this.text = requireNonNull(text, "text is null");
    }

    /// A new key for a tenant.
    ///
    /// @param random as unpredictable as the key is to be: a `SecureRandom`, unless in a test
    public static KeyText forTenant(RandomGenerator random) {
        return new KeyText(TENANT_PREFIX + Id128.random(random) + "_" + secret(random));
    }

    /// A new key for the operator.
    ///
    /// @param random as unpredictable as the key is to be: a `SecureRandom`, unless in a test
    public static KeyText forOperator(RandomGenerator random) {
        return new KeyText(OPERATOR_PREFIX + secret(random));
    }

    /// A key that someone shows, or gives.
    ///
    /// @return empty if it cannot be a key at all
    public static Optional<KeyText> read(String text) {
        boolean possible = text.length() >= MIN_GIVEN
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
        return possible ? Optional.of(new KeyText(text)) : Optional.empty();
    }

    /// The name of a tenant's key, `key_…`; empty for what is none.
    public Optional<String> id() {
        int end = TENANT_PREFIX.length() + Id128.TEXT_LENGTH;
        if (!text.startsWith(TENANT_PREFIX) || text.length() <= end || text.charAt(end) != '_') {
            return Optional.empty();
        }
        return Optional.of(ID_PREFIX + text.substring(TENANT_PREFIX.length(), end));
    }

    /// SHA-256 of the whole, in hexadecimal: what is kept.
    public String hash() {
        return HexFormat.of().formatHex(Id128.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Whether this is the key that `hash` was made from; takes as long for a near miss as for a far one.
    public boolean has(String hash) {
        return MessageDigest.isEqual(
                hash().getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }

    /// The key itself, for the one answer that shows it.
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "KeyText[%s]".formatted(id().orElse("operator"));
    }

    private static String secret(RandomGenerator random) {
        return Id128.random(random).text() + Id128.random(random).text();
    }
}
