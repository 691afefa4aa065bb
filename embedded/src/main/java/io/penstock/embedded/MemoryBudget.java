package io.penstock.embedded;

/// How much of the queue is in memory, and who may add to it: a window only while it has less than a share
/// of what is free, so that the free part never comes to an end by few of them. Guarded by [QueueMonitor].
final class MemoryBudget {
    /// What a window may have, of what is free.
    private static final int SHARE = 4;

    /// How far the bound may be passed by windows that have nothing in memory yet: each may always have one
    /// delivery.
    private static final int HARD = 2;

    private final int maxPerWindow;
    private final int maxEntries;
    private final long maxBytes;
    private int entries;
    private long bytes;

    MemoryBudget(EmbeddedOptions options) {
        this.maxPerWindow = options.windowPerSubscription();
        this.maxEntries = options.window();
        this.maxBytes = options.windowBytes();
    }

    /// Whether `window` may have another entry of `size` bytes.
    boolean admits(Window window, int size) {
        if (isExhausted()) {
            return false;
        }
        if (window.size() == 0) {
            return true;
        }
        return window.size() < maxPerWindow
                && entries < maxEntries
                && window.bytes() + size <= Math.max(0, maxBytes - bytes) / SHARE;
    }

    /// Whether nobody may add anything.
    boolean isExhausted() {
        return bytes >= HARD * maxBytes || entries >= HARD * maxEntries;
    }

    void entries(int change) {
        entries += change;
    }

    void bytes(long change) {
        bytes += change;
    }

    int entries() {
        return entries;
    }

    long bytes() {
        return bytes;
    }

    /// From how few on a window asks for more.
    int low() {
        return maxPerWindow / 4 + 1;
    }
}
