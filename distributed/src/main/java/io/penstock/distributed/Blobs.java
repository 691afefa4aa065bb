package io.penstock.distributed;

import java.util.Optional;

/// Bytes under names: what is too large for an item or a message. What is put is durable when the call returns.
public interface Blobs {
    /// Puts `bytes` in the place of what is called `name`.
    ///
    /// @param name of letters, digits, `-`, `_` and `/`
    void put(String name, byte[] bytes);

    /// What is called `name`.
    Optional<byte[]> get(String name);

    /// Removes what is called `name`, if there is anything.
    void delete(String name);
}
