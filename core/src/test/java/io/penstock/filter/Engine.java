package io.penstock.filter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.Patterns;

/// AWS's engine as the judge of what a pattern means: every answer of ours is compared with its.
///
/// It is asked about one comparison of each member at a time, in a machine of its own, since those that share a machine
/// disturb each other in event-ruler 2.1.0: `{"a": [{"wildcard": "*q*"}, {"equals-ignore-case": "x"}]}` matches
/// `{"a": "XY"}`, which neither of both does alone, nor both in the other order.
public final class Engine {
    private final List<Machine> machines = new ArrayList<>();

    /// For one pattern.
    public Engine(String pattern) {
        try {
            for (var alternative : JsonRuleCompiler.compile(pattern, false)) {
                for (var rule : oneComparisonEach(alternative)) {
                    var machine = Machine.builder().build();
                    machine.addPatternRule("rule", rule);
                    machines.add(machine);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(pattern, e);
        }
    }

    private static List<Map<String, List<Patterns>>> oneComparisonEach(Map<String, List<Patterns>> alternative) {
        var rules = List.of(Map.<String, List<Patterns>>of());
        for (var member : alternative.entrySet()) {
            var longer = new ArrayList<Map<String, List<Patterns>>>();
            for (var rule : rules) {
                for (var comparison : member.getValue()) {
                    var more = new HashMap<>(rule);
                    more.put(member.getKey(), List.of(comparison));
                    longer.add(more);
                }
            }
            rules = longer;
        }
        return rules;
    }

    /// What it says to an event.
    public boolean matches(String json) {
        return machines.stream().anyMatch(machine -> matches(machine, json));
    }

    private static boolean matches(Machine machine, String json) {
        try {
            return !machine.rulesForJSONEvent(json).isEmpty();
        } catch (Exception e) {
            throw new AssertionError(json, e);
        }
    }
}
