package io.penstock.distributed;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Blobs in memory. Safe for use by many threads.
public final class InMemoryBlobs implements Blobs {
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

    /// What it holds, by name.
    public Set<String> names() {
        return Set.copyOf(blobs.keySet());
    }

    @Override
    public void put(String name, byte[] bytes) {
        blobs.put(name, bytes.clone());
    }

    @Override
    public Optional<byte[]> get(String name) {
        return Optional.ofNullable(blobs.get(name)).map(byte[]::clone);
    }

    @Override
    public void delete(String name) {
        blobs.remove(name);
    }
}
