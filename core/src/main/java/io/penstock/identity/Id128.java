package io.penstock.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// 128 bits that name something: either drawn by chance (a uid), or derived from other names by a hash.
///
/// @param high the first 64 bits
/// @param low the last 64 bits
public record Id128(long high, long low) implements Comparable<Id128> {
    /// Length of [#text].
    public static final int TEXT_LENGTH = 26;

    /// Length of [#bytes].
    public static final int BYTES = 16;

    /// Crockford's base 32 (crockford.com/base32.html), in lower case: no `i`, `l`, `o`, `u`.
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final byte[] VALUES = values();

    /// A fresh one.
    public static Id128 random(RandomGenerator random) {
        return new Id128(random.nextLong(), random.nextLong());
    }

    /// The first 128 bits of SHA-256 over `parts`, each in UTF-8 behind its length in bytes (4 bytes, big
    /// endian), so that no two different lists of parts are hashed from the same bytes.
    public static Id128 derive(String... parts) {
        var digest = sha256();
        var length = ByteBuffer.allocate(Integer.BYTES);
        for (var part : parts) {
            var bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(length.putInt(0, bytes.length).array());
            digest.update(bytes);
        }
        return of(digest.digest());
    }

    /// Reads the first 16 bytes of `bytes`.
    public static Id128 of(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new Id128(buffer.getLong(), buffer.getLong());
    }

    /// Reads what [#text] wrote.
    ///
    /// @throws IllegalArgumentException if `text` is anything else
    public static Id128 parse(String text) {
        if (text.length() != TEXT_LENGTH) {
            throw new IllegalArgumentException("an id has %d characters, not %d".formatted(TEXT_LENGTH, text.length()));
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < TEXT_LENGTH; i++) {
            var c = text.charAt(i);
            var value = c < VALUES.length ? VALUES[c] : -1;
            if (value < 0 || (i == 0 && value > 7)) {
                throw new IllegalArgumentException("an id has only the characters %s".formatted(ALPHABET));
            }
            high = high << 5 | low >>> 59;
            low = low << 5 | value;
        }
        return new Id128(high, low);
    }

    /// 26 characters, Crockford base 32 in lower case; sorts as the bits do.
    public String text() {
        var text = new byte[TEXT_LENGTH];
        long h = high;
        long l = low;
        for (int i = TEXT_LENGTH - 1; i >= 0; i--) {
            text[i] = (byte) ALPHABET.charAt((int) (l & 31));
            l = l >>> 5 | h << 59;
            h = h >>> 5;
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /// 16 bytes, big endian.
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    @Override
    public int compareTo(Id128 other) {
        int first = Long.compareUnsigned(high, other.high);
        return first != 0 ? first : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return text();
    }

    /// A fresh SHA-256.
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static byte[] values() {
        var values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            values[ALPHABET.charAt(i)] = (byte) i;
        }
        return values;
    }
}
