package io.penstock.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The types of one tenant in memory.
final class SeenTypes {
    private record Span(Instant first, Instant last) {}

    private final TreeMap<String, Span> types = new TreeMap<>();
    private int bytes;

    /// @param before from when on, and before, what was seen last is forgotten
    void seen(String type, Instant at, Instant before) {
        forget(before);
        var known = types.put(type, new Span(at, at));
        if (known != null) {
            types.put(type, new Span(known.first(), at));
            return;
        }
        bytes += bytes(type);
        while (types.size() > EventTypes.MAX_PER_TENANT || bytes > EventTypes.MAX_BYTES_PER_TENANT) {
            var oldest = types.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().last()))
                    .orElseThrow();
            types.remove(oldest.getKey());
            bytes -= bytes(oldest.getKey());
        }
    }

    private static int bytes(String type) {
        return type.getBytes(StandardCharsets.UTF_8).length;
    }

    List<EventTypes.Seen> list(String after, int limit, Instant before) {
        forget(before);
        return types.tailMap(after, false).entrySet().stream()
                .limit(limit)
                .map(SeenTypes::shown)
                .toList();
    }

    private static EventTypes.Seen shown(Map.Entry<String, Span> type) {
        return new EventTypes.Seen(type.getKey(), type.getValue().first());
    }

    private void forget(Instant before) {
        types.entrySet().removeIf(type -> {
            boolean old = !type.getValue().last().isAfter(before);
            bytes -= old ? bytes(type.getKey()) : 0;
            return old;
        });
    }
}
