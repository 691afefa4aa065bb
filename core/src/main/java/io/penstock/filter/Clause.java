package io.penstock.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A pattern as it is written: all of `leaves`, and of every choice one branch.
record Clause(List<Leaf> leaves, List<Choice> choices) {
    /// A `$or`.
    ///
    /// @param path where it stands: `data.$or`
    record Choice(String path, List<Clause> branches) {
        /// Each branch's combinations, one after another.
        List<List<Leaf>> alternatives() {
            return branches.stream()
                    .flatMap(branch -> branch.alternatives().stream())
                    .toList();
        }
    }

    /// Every combination of branches, written out: lists of leaves, one of which must match as a whole; the leaves in
    /// the order of their paths, which event-ruler goes by.
    List<List<Leaf>> alternatives() {
        var alternatives = List.of(leaves);
        for (var choice : choices) {
            var longer = new ArrayList<List<Leaf>>();
            for (var branch : choice.alternatives()) {
                for (var alternative : alternatives) {
                    var combined = new ArrayList<>(alternative);
                    combined.addAll(branch);
                    longer.add(combined);
                }
            }
            alternatives = longer;
        }
        return alternatives.stream()
                .map(alternative -> alternative.stream()
                        .sorted(Comparator.comparing(Leaf::path))
                        .toList())
                .toList();
    }
}
