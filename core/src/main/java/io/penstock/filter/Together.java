package io.penstock.filter;

import io.penstock.filter.Condition.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds values for all leaves that are consistent: of an array of objects (or arrays) that several of them are inside
/// of, all are in the same element. What is consistent is as in event-ruler: leaves are taken in the order of their
/// paths, each restricts the next ones to the elements it was found in, and a leaf is absent if it is so in these.
///
/// Each leaf's values are compared once, then only elements are combined, so that an event with long arrays takes time
/// for its length, rather than for the product of the lengths.
final class Together {
    /// Combinations tried for an event and a filter: more than any but a malicious event needs, and a few milliseconds.
    static final int MAX_STEPS = 1_000_000;

    private final List<Candidates> leaves;
    private int steps;

    private Together(List<Candidates> leaves) {
        this.leaves = leaves;
    }

    static Verdict in(Leaf[] leaves, EventValues event) {
        var candidates = new ArrayList<Candidates>(leaves.length);
        for (var leaf : leaves) {
            candidates.add(new Candidates(leaf, event.at(leaf.path())));
        }
        var search = new Together(candidates);
        if (search.from(0, null)) {
            return Verdict.MATCHED;
        }
        return search.steps > MAX_STEPS ? Verdict.GIVEN_UP : Verdict.NOT_MATCHED;
    }

    /// An element that all further values must be inside of, if they are inside of its array.
    ///
    /// @param next more of these; the innermost first
    private record Within(Element element, @Nullable Within next) {
        /// With the elements around a value; null if that would be another element of the same array.
        static @Nullable Within joined(@Nullable Within within, Element inner) {
            var joined = within;
            var outwards = new ArrayList<Element>();
            for (Element e = inner; e != null; e = e.outer()) {
                var known = find(within, e.array());
                if (known == null) {
                    outwards.add(e);
                } else if (known != e) {
                    return null;
                }
            }
            for (var e : outwards.reversed()) {
                joined = new Within(e, joined);
            }
            return joined;
        }

        private static @Nullable Element find(@Nullable Within within, int array) {
            for (var w = within; w != null; w = w.next) {
                if (w.element.array() == array) {
                    return w.element;
                }
            }
            return null;
        }
    }

    private boolean from(int index, @Nullable Within within) {
        if (index == leaves.size()) {
            return true;
        }
        var leaf = leaves.get(index);
        if (leaf.absent && isAbsent(leaf, within) && from(index + 1, within)) {
            return true;
        }
        if (leaf.free && from(index + 1, within)) {
            return true;
        }
        for (var element : leaf.matching.inside(within)) {
            if (++steps > MAX_STEPS) {
                return false;
            }
            var joined = Within.joined(within, element);
            if (joined != null && from(index + 1, joined)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAbsent(Candidates leaf, @Nullable Within within) {
        if (leaf.present) {
            return false;
        }
        for (var element : leaf.all.inside(within)) {
            steps++;
            if (Within.joined(within, element) != null) {
                return false;
            }
        }
        return true;
    }

    /// Where a leaf's values are.
    private static final class Candidates {
        final boolean absent;
        /// A value matches that is inside of no array's element.
        final boolean free;
        /// A value, matching or not, is inside of no array's element.
        final boolean present;

        final Elements matching = new Elements();
        final Elements all = new Elements();

        Candidates(Leaf leaf, List<Value> values) {
            absent = leaf.absent();
            boolean anyFree = false;
            boolean anyPresent = false;
            for (var value : values) {
                var element = value.element();
                boolean matches = leaf.matches(value);
                if (element == null) {
                    anyPresent = true;
                    anyFree |= matches;
                } else {
                    if (matches) {
                        matching.add(element);
                    }
                    if (absent) {
                        all.add(element);
                    }
                }
            }
            free = anyFree;
            present = anyPresent;
        }
    }

    /// Elements, each once, and by the elements around them.
    private static final class Elements {
        private final List<Element> elements = new ArrayList<>();
        private final Set<Integer> arrays = new HashSet<>();
        private final Map<Element, List<Element>> inside = new HashMap<>();

        void add(Element element) {
            if (!elements.isEmpty() && elements.getLast() == element) {
                return;
            }
            elements.add(element);
            for (Element e = element; e != null; e = e.outer()) {
                arrays.add(e.array());
                inside.computeIfAbsent(e, _ -> new ArrayList<>()).add(element);
            }
        }

        /// Those worth trying: all, unless some are inside of an array that is restricted to one element.
        List<Element> inside(@Nullable Within within) {
            for (var w = within; w != null; w = w.next()) {
                if (arrays.contains(w.element().array())) {
                    return inside.getOrDefault(w.element(), List.of());
                }
            }
            return elements;
        }
    }
}
