package io.penstock.filter;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The paths that filters look at, so that all else in an event is skipped. A path is names joined by dots; as in
/// event-ruler, `{"a": {"b": 1}}` and `{"a.b": 1}` have the same path. Not safe for changes while it is read.
public final class PathTree {
    private final Node root = new Node();

    /// A place on the way to a path, or at its end.
    static final class Node {
        private final Map<String, Node> next = new HashMap<>(2);
        private @Nullable String path;
        private int uses;

        /// Where `name` leads, if to any path.
        @Nullable
        Node step(String name) {
            var node = next.get(name);
            if (node != null || name.indexOf('.') < 0) {
                return node;
            }
            node = this;
            for (var step : name.split("\\.", -1)) {
                node = node == null ? null : node.next.get(step);
            }
            return node;
        }

        /// The path that ends here, if one does.
        @Nullable
        String path() {
            return path;
        }

        boolean leadsOn() {
            return !next.isEmpty();
        }
    }

    Node root() {
        return root;
    }

    /// Has `path` in it once more.
    public void add(String path) {
        var node = root;
        for (var step : path.split("\\.", -1)) {
            node = node.next.computeIfAbsent(step, _ -> new Node());
        }
        node.uses++;
        node.path = path;
    }

    /// Has `path` in it once less.
    public void remove(String path) {
        remove(root, path.split("\\.", -1), 0);
    }

    private static void remove(Node node, String[] steps, int at) {
        if (at == steps.length) {
            node.uses--;
            node.path = node.uses == 0 ? null : node.path;
            return;
        }
        var next = node.next.get(steps[at]);
        if (next == null) {
            throw new IllegalStateException("a path was removed that was never added");
        }
        remove(next, steps, at + 1);
        if (next.uses == 0 && !next.leadsOn()) {
            node.next.remove(steps[at]);
        }
    }
}
