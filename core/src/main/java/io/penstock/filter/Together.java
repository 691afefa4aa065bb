package io.penstock.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds values for all leaves of one combination of branches that are consistent: of an array of objects (or arrays)
/// that several of them are inside of, all are in the same element. What is consistent is as in event-ruler: leaves are
/// taken in the order of their paths, each restricts the next ones to the elements it was found in, and a leaf is absent
/// if it is so in these.
///
/// Each leaf's values are compared once, then only elements are combined, so that an event with long arrays takes time
/// for its length, rather than for the product of the lengths. It ends when the steps are used up.
final class Together {
    private static final Comparator<Candidates> ORDER = Comparator.comparing(candidates -> candidates.leaf.path());

    private final EventValues event;
    private final Steps steps;
    private final IdentityHashMap<Leaf, Candidates> known = new IdentityHashMap<>();
    private final List<Candidates> chosen = new ArrayList<>();

    private Together(EventValues event, Steps steps) {
        this.event = event;
        this.steps = steps;
    }

    static boolean in(Clause clause, EventValues event, Steps steps) {
        return new Together(event, steps).with(clause, null);
    }

    /// A choice whose branch is still to be chosen.
    ///
    /// @param next more of these
    private record Open(Clause.Choice choice, @Nullable Open next) {}

    /// Tries all combinations with what is chosen so far and `clause`.
    private boolean with(Clause clause, @Nullable Open open) {
        int before = chosen.size();
        boolean found = choose(clause.leaves()) && goOn(clause, open);
        chosen.subList(before, chosen.size()).clear();
        return found;
    }

    private boolean choose(Leaf[] leaves) {
        for (var leaf : leaves) {
            steps.take(1);
            var candidates = known.computeIfAbsent(leaf, this::candidates);
            if (candidates.areNone() || steps.areUsedUp()) {
                return false;
            }
            chosen.add(candidates);
        }
        return true;
    }

    private Candidates candidates(Leaf leaf) {
        return new Candidates(leaf, event.at(leaf.path()), steps);
    }

    private boolean goOn(Clause clause, @Nullable Open others) {
        var open = others;
        for (var choice : clause.choices()) {
            open = new Open(choice, open);
        }
        if (open == null) {
            return from(0, chosen.stream().sorted(ORDER).toList(), null);
        }
        for (var branch : open.choice.branches()) {
            if (with(branch, open.next)) {
                return true;
            }
        }
        return false;
    }

    private boolean from(int index, List<Candidates> leaves, @Nullable Within within) {
        steps.take(1);
        if (steps.areUsedUp()) {
            return false;
        }
        if (index == leaves.size()) {
            return true;
        }
        var leaf = leaves.get(index);
        if (leaf.leaf.absent() && isAbsent(leaf, within) && from(index + 1, leaves, within)) {
            return true;
        }
        if (leaf.free && from(index + 1, leaves, within)) {
            return true;
        }
        for (var element : leaf.matching.inside(within, steps)) {
            steps.take(1);
            if (steps.areUsedUp()) {
                return false;
            }
            var joined = Within.joined(within, element, steps);
            if (joined != null && from(index + 1, leaves, joined)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAbsent(Candidates leaf, @Nullable Within within) {
        if (leaf.present) {
            return false;
        }
        for (var element : leaf.all.inside(within, steps)) {
            steps.take(1);
            if (steps.areUsedUp() || Within.joined(within, element, steps) != null) {
                return false;
            }
        }
        return true;
    }

    /// An element that all further values must be inside of, if they are inside of its array.
    ///
    /// @param next more of these; the innermost first
    private record Within(Element element, @Nullable Within next) {
        /// With the elements around a value; null if that would be another element of the same array.
        static @Nullable Within joined(@Nullable Within within, Element inner, Steps steps) {
            var joined = within;
            var outwards = new ArrayList<Element>();
            for (Element e = inner; e != null; e = e.outer()) {
                var known = find(within, e.array(), steps);
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

        private static @Nullable Element find(@Nullable Within within, int array, Steps steps) {
            for (var w = within; w != null; w = w.next) {
                steps.take(1);
                if (w.element.array() == array) {
                    return w.element;
                }
            }
            return null;
        }
    }

    /// Where a leaf's values are.
    private static final class Candidates {
        final Leaf leaf;
        /// A value matches that is inside of no array's element.
        final boolean free;
        /// A value, matching or not, is inside of no array's element.
        final boolean present;

        final Elements matching = new Elements();
        final Elements all = new Elements();

        Candidates(Leaf leaf, List<Value> values, Steps steps) {
            this.leaf = leaf;
            boolean anyFree = false;
            boolean anyPresent = false;
            for (var value : values) {
                if (steps.areUsedUp()) {
                    break;
                }
                var element = value.element();
                boolean matches = leaf.matches(value, steps);
                if (element == null) {
                    anyPresent = true;
                    anyFree |= matches;
                } else {
                    if (matches) {
                        matching.add(element, steps);
                    }
                    if (leaf.absent()) {
                        all.add(element, steps);
                    }
                }
            }
            free = anyFree;
            present = anyPresent;
        }

        /// Whether there is no way to match.
        boolean areNone() {
            return !leaf.absent() && !free && matching.elements.isEmpty();
        }
    }

    /// Elements, each once, and by the elements around them.
    private static final class Elements {
        private final List<Element> elements = new ArrayList<>();
        private final Set<Integer> arrays = new HashSet<>();
        private final Map<Element, List<Element>> inside = new HashMap<>();

        void add(Element element, Steps steps) {
            if (!elements.isEmpty() && elements.getLast() == element) {
                return;
            }
            elements.add(element);
            for (Element e = element; e != null; e = e.outer()) {
                steps.take(1);
                arrays.add(e.array());
                inside.computeIfAbsent(e, _ -> new ArrayList<>()).add(element);
            }
        }

        /// Those worth trying: all, unless some are inside of an array that is restricted to one element.
        List<Element> inside(@Nullable Within within, Steps steps) {
            for (var w = within; w != null; w = w.next()) {
                steps.take(1);
                if (arrays.contains(w.element().array())) {
                    return inside.getOrDefault(w.element(), List.of());
                }
            }
            return elements;
        }
    }
}
