package io.penstock.distributed.memory;

import io.penstock.distributed.Blobs;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Blobs that last as long as their process. Safe for use by many threads.
public final class InMemoryBlobs implements Blobs {
    private final Map<String, byte[]> blobs = new HashMap<>();

    /// What it holds, by name.
    public synchronized Set<String> names() {
        return Set.copyOf(blobs.keySet());
    }

    @Override
    public synchronized void put(String name, byte[] bytes) {
        blobs.put(name, bytes.clone());
    }

    @Override
    public synchronized Optional<byte[]> get(String name) {
        return Optional.ofNullable(blobs.get(name)).map(byte[]::clone);
    }

    @Override
    public synchronized void delete(String name) {
        blobs.remove(name);
    }
}
