package io.penstock.filter;

import io.penstock.snapshot.SnapshotMap;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The paths that filters look at, so that all else in an event is skipped. A path is names joined by dots; as in
/// event-ruler, `{"a": {"b": 1}}` and `{"a.b": 1}` have the same path. It never changes: a change makes another tree.
public final class PathTree {
    /// Without any path.
    public static final PathTree EMPTY = new PathTree(Node.UNUSED);

    private final Node root;

    private PathTree(Node root) {
        this.root = root;
    }

    /// A place on the way to a path, or at its end.
    ///
    /// @param path the path that ends here, if one does
    /// @param uses how often it was added
    record Node(SnapshotMap<String, Node> next, @Nullable String path, int uses) {
        static final Node UNUSED = new Node(SnapshotMap.empty(), null, 0);

        /// Where `name` leads, if to any path.
        @Nullable
        Node step(String name) {
            if (name.indexOf('.') < 0) {
                return next.get(name);
            }
            Node node = this;
            for (var step : name.split("\\.", -1)) {
                node = node == null ? null : node.next.get(step);
            }
            return node;
        }

        boolean leadsOn() {
            return !next.isEmpty();
        }

        private Node with(String step, Node node) {
            boolean unused = node.uses == 0 && !node.leadsOn();
            return new Node(unused ? next.without(step) : next.with(step, node), path, uses);
        }

        private Node used(String path, int more) {
            if (uses + more < 0) {
                throw new IllegalStateException("a path was removed that was never added");
            }
            return new Node(next, uses + more == 0 ? null : path, uses + more);
        }
    }

    Node root() {
        return root;
    }

    /// The same with each of `paths` in it once more.
    public PathTree with(Collection<String> paths) {
        return new PathTree(used(paths, 1));
    }

    /// The same with each of `paths` in it once less.
    public PathTree without(Collection<String> paths) {
        return new PathTree(used(paths, -1));
    }

    private Node used(Collection<String> paths, int more) {
        var changed = root;
        for (var path : paths) {
            changed = used(changed, path, more);
        }
        return changed;
    }

    private static Node used(Node root, String path, int more) {
        var steps = path.split("\\.", -1);
        var way = new Node[steps.length];
        var node = root;
        for (int i = 0; i < steps.length; i++) {
            way[i] = node;
            node = node.next.getOrDefault(steps[i], Node.UNUSED);
        }
        node = node.used(path, more);
        for (int i = steps.length - 1; i >= 0; i--) {
            node = way[i].with(steps[i], node);
        }
        return node;
    }
}
