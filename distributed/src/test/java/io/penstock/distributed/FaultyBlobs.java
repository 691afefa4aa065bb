package io.penstock.distributed;

import io.penstock.distributed.memory.InMemoryBlobs;
import java.util.Optional;

/// Blobs at whose every write something can happen.
record FaultyBlobs(InMemoryBlobs blobs, Faults faults) implements Blobs {
    @Override
    public void put(String name, byte[] bytes) {
        faults.at("put blob " + name, () -> {
            blobs.put(name, bytes);
            return name;
        });
    }

    @Override
    public Optional<byte[]> get(String name) {
        faults.mayFail("get blob " + name);
        return blobs.get(name);
    }

    @Override
    public void delete(String name) {
        faults.at("delete blob " + name, () -> {
            blobs.delete(name);
            return name;
        });
    }
}
