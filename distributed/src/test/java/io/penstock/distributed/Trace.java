package io.penstock.distributed;

import java.util.ArrayList;
import java.util.List;

/// What happened in a history, in order.
final class Trace {
    private static final int SHOWN = 60;

    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lines.add(line);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /// The last of it.
    @Override
    public String toString() {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
    }
}
