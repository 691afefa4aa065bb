package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/// The value of an item's attribute.
public sealed interface Value {
    /// A string.
    ///
    /// @param text any, the empty one too
    record Text(String text) implements Value {
        public Text {
            requireNonNull(text, "text is null");
        }
    }

    /// A number.
    ///
    /// @param number any of 64 bits
    record Whole(long number) implements Value {}

    /// Bytes.
    ///
    /// @param bytes any; not copied: nobody changes them
    record Binary(byte[] bytes) implements Value {
        public Binary {
            requireNonNull(bytes, "bytes is null");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Binary that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Binary[%d bytes]".formatted(bytes.length);
        }
    }
}
