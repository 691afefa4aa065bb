package io.penstock.embedded;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// The windows with something ready, by how much of theirs is in flight, and in the order that they came
/// there. Whoever has the least in flight is next: with what is free shared like this, a receiver that
/// hangs holds back only itself. Everything takes the same time for any number of windows. Guarded by
/// [QueueMonitor].
final class Levels {
    static final int NOWHERE = -1;

    private final @Nullable Window[] first;
    private final @Nullable Window[] last;
    private final BitSet occupied = new BitSet();

    /// @param most how many may be in flight of a window; those above count as if they were there
    Levels(int most) {
        first = new Window[most + 1];
        last = new Window[most + 1];
    }

    /// The next window, if it has less than `limit` in flight.
    @Nullable
    Window next(int limit) {
        int lowest = occupied.nextSetBit(0);
        return lowest < 0 || lowest >= limit ? null : first[lowest];
    }

    /// Puts `window` where it belongs by now.
    void update(Window window) {
        int level = window.readyCount() == 0 ? NOWHERE : Math.min(window.inFlight(), first.length - 1);
        if (level != window.level) {
            unlink(window);
            link(window, level);
        }
    }

    private void link(Window window, int level) {
        window.level = level;
        if (level == NOWHERE) {
            return;
        }
        var before = last[level];
        window.before = before;
        if (before == null) {
            first[level] = window;
            occupied.set(level);
        } else {
            before.after = window;
        }
        last[level] = window;
    }

    private void unlink(Window window) {
        int level = window.level;
        if (level == NOWHERE) {
            return;
        }
        var before = window.before;
        var after = window.after;
        if (before == null) {
            first[level] = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last[level] = before;
        } else {
            after.before = before;
        }
        if (first[level] == null) {
            occupied.clear(level);
        }
        window.before = null;
        window.after = null;
    }
}
