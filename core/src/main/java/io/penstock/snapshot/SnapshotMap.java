package io.penstock.snapshot;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A map that never changes: a change makes another one, which shares all but a few dozen objects with it. So whoever
/// reads one waits for nobody and sees nothing of what is changed meanwhile.
///
/// It is a tree balanced by weight, as S. Adams describes it in "Efficient sets: a balancing act" (1993): reading and
/// changing take time for the logarithm of its size, whatever the keys are.
///
/// @param <K> in the order of which it is gone through
public final class SnapshotMap<K extends Comparable<? super K>, V> {
    /// How many times heavier one side of a node may be than the other.
    private static final int MAX_RATIO = 3;

    /// How many times heavier its inner half may be than its outer one for a single rotation to balance them.
    private static final int SINGLE_ROTATION = 2;

    private static final SnapshotMap<?, ?> EMPTY = new SnapshotMap<String, String>(null);

    private final @Nullable Node<K, V> root;

    private SnapshotMap(@Nullable Node<K, V> root) {
        this.root = root;
    }

    private record Node<K, V>(
            K key,
            V value,
            @Nullable Node<K, V> left,
            @Nullable Node<K, V> right,
            int size) {
        static <K, V> Node<K, V> of(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            return new Node<>(key, value, left, right, 1 + weight(left) + weight(right));
        }
    }

    /// The one without entries.
    @SuppressWarnings("unchecked") // It holds neither keys nor values.
    public static <K extends Comparable<? super K>, V> SnapshotMap<K, V> empty() {
        return (SnapshotMap<K, V>) EMPTY;
    }

    /// How many entries it has.
    public int size() {
        return weight(root);
    }

    /// Whether it has no entries.
    public boolean isEmpty() {
        return root == null;
    }

    /// What `key` stands for; null if it is not there.
    public @Nullable V get(K key) {
        var node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    /// What `key` stands for; `other` if it is not there.
    public V getOrDefault(K key, V other) {
        var value = get(key);
        return value == null ? other : value;
    }

    /// Calls `action` with each entry, in the order of the keys.
    public void forEach(BiConsumer<? super K, ? super V> action) {
        forEach(root, action);
    }

    private static <K, V> void forEach(@Nullable Node<K, V> node, BiConsumer<? super K, ? super V> action) {
        if (node != null) {
            forEach(node.left, action);
            action.accept(node.key, node.value);
            forEach(node.right, action);
        }
    }

    /// The same, but that `key` stands for `value`.
    public SnapshotMap<K, V> with(K key, V value) {
        return new SnapshotMap<>(with(root, key, value));
    }

    private static <K extends Comparable<? super K>, V> Node<K, V> with(@Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return Node.of(key, value, null, null);
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return new Node<>(key, value, node.left, node.right, node.size);
        }
        return order < 0
                ? balanced(node, with(node.left, key, value), node.right)
                : balanced(node, node.left, with(node.right, key, value));
    }

    /// The same without `key`.
    public SnapshotMap<K, V> without(K key) {
        if (get(key) == null) {
            return this;
        }
        var rest = without(root, key);
        return rest == null ? empty() : new SnapshotMap<>(rest);
    }

    private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> without(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order < 0) {
            return balanced(node, without(node.left, key), node.right);
        }
        if (order > 0) {
            return balanced(node, node.left, without(node.right, key));
        }
        if (node.right == null) {
            return node.left;
        }
        return balanced(first(node.right), node.left, withoutFirst(node.right));
    }

    private static <K, V> Node<K, V> first(Node<K, V> node) {
        var first = node;
        while (first.left != null) {
            first = first.left;
        }
        return first;
    }

    private static <K, V> @Nullable Node<K, V> withoutFirst(Node<K, V> node) {
        return node.left == null ? node.right : balanced(node, withoutFirst(node.left), node.right);
    }

    /// The entry of `node` between `left` and `right`, of which one may have an entry more or less than when they were
    /// balanced.
    private static <K, V> Node<K, V> balanced(Node<K, V> node, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        int limit = Math.max(1, MAX_RATIO * Math.min(weight(left), weight(right)));
        if (right != null && right.size > limit) {
            return rotatedLeft(node, left, right);
        }
        if (left != null && left.size > limit) {
            return rotatedRight(node, left, right);
        }
        return Node.of(node.key, node.value, left, right);
    }

    private static <K, V> Node<K, V> rotatedLeft(Node<K, V> node, @Nullable Node<K, V> left, Node<K, V> right) {
        var inner = right.left;
        if (inner == null || inner.size < SINGLE_ROTATION * weight(right.right)) {
            return Node.of(right.key, right.value, Node.of(node.key, node.value, left, inner), right.right);
        }
        return Node.of(
                inner.key,
                inner.value,
                Node.of(node.key, node.value, left, inner.left),
                Node.of(right.key, right.value, inner.right, right.right));
    }

    private static <K, V> Node<K, V> rotatedRight(Node<K, V> node, Node<K, V> left, @Nullable Node<K, V> right) {
        var inner = left.right;
        if (inner == null || inner.size < SINGLE_ROTATION * weight(left.left)) {
            return Node.of(left.key, left.value, left.left, Node.of(node.key, node.value, inner, right));
        }
        return Node.of(
                inner.key,
                inner.value,
                Node.of(left.key, left.value, left.left, inner.left),
                Node.of(node.key, node.value, inner.right, right));
    }

    private static int weight(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.size;
    }

    /// The longest way from its root to an entry, in entries.
    int height() {
        return height(root);
    }

    private static int height(@Nullable Node<?, ?> node) {
        return node == null ? 0 : 1 + Math.max(height(node.left), height(node.right));
    }
}
