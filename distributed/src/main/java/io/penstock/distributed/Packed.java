package io.penstock.distributed;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Bytes in DEFLATE (RFC 1951), without any header.
final class Packed {
    private Packed() {}

    /// `bytes` packed, or at least as many other bytes if that makes them no fewer.
    static byte[] pack(byte[] bytes) {
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            var packed = new byte[bytes.length];
            int length = deflater.deflate(packed);
            return deflater.finished() ? Arrays.copyOf(packed, length) : packed;
        } finally {
            deflater.end();
        }
    }

    /// What [#pack] made fewer.
    ///
    /// @param length of what was packed, in bytes
    /// @throws IllegalStateException if that is not what `packed` holds
    static byte[] unpack(byte[] packed, int length) {
        var inflater = new Inflater(true);
        try {
            // One more than there should be: the end is seen behind the last one only.
            var bytes = new byte[length + 1];
            inflater.setInput(packed);
            int found = inflater.inflate(bytes);
            if (found != length || !inflater.finished()) {
                throw new IllegalStateException("there are not %,d bytes packed".formatted(length));
            }
            return Arrays.copyOf(bytes, length);
        } catch (DataFormatException e) {
            throw new IllegalStateException("there are no bytes packed", e);
        } finally {
            inflater.end();
        }
    }
}
