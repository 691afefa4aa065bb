package io.penstock.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.input.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.event.ruler.JsonRuleCompiler;

/// A pattern means what it means to AWS's engine: random patterns and events, asked of both.
class ConditionAgainstEngineTest {
    private static final int PATTERNS = 500;
    private static final int EVENTS = 20;

    private int accepted;
    private int matched;

    @Test
    void patternsWithoutAlternativesMatchWhatTheEngineMatches() {
        var json = new RandomJson(new Random(1));
        compare(json::pattern, json::event);
    }

    @Test
    void patternsWithAlternativesMatchWhatTheEngineMatches() {
        var json = new RandomJson(new Random(2));
        compare(json::patternWithChoice, json::eventWithChoice);
    }

    private void compare(Supplier<String> patterns, Supplier<String> events) {
        for (int i = 0; i < PATTERNS; i++) {
            var pattern = patterns.get();
            boolean refused = JsonRuleCompiler.check(pattern, false) != null;
            assertThat(isRefused(pattern)).as("refused: %s", pattern).isEqualTo(refused);
            if (refused) {
                continue;
            }
            accepted++;
            var engine = new Engine(pattern);
            for (int k = 0; k < EVENTS; k++) {
                var event = events.get();
                boolean expected = engine.matches(event);
                matched += expected ? 1 : 0;
                assertThat(matches(pattern, event))
                        .as("%s on %s", pattern, event)
                        .isEqualTo(expected);
            }
        }
        // Otherwise it would say little.
        assertThat(accepted).isGreaterThan(PATTERNS / 2);
        assertThat(matched).isGreaterThan(PATTERNS / 10);
    }

    private static boolean isRefused(String pattern) {
        try {
            Filter.parse(pattern);
            return false;
        } catch (InvalidInputException e) {
            return true;
        }
    }

    private static boolean matches(String pattern, String event) {
        var condition = Condition.of(Filter.parse(pattern));
        var paths = PathTree.EMPTY.with(condition.paths());
        return condition.matches(EventValues.read(event.getBytes(StandardCharsets.UTF_8), paths), new Steps())
                == Condition.Verdict.MATCHED;
    }
}
