package io.penstock.api;

import io.penstock.input.InvalidInputException;
import io.penstock.ledger.EventQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The parameters of a request's query: each is known, and there once.
final class Query {
    /// How many items a list has whose asker says nothing of it.
    static final int DEFAULT_LIMIT = 50;

    /// Most characters of a value.
    private static final int MAX_VALUE = 8_192;

    private static final int MAX_LIMIT_DIGITS = 3;

    private final Map<String, String> parameters;

    private Query(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /// @param query as in the request line
    /// @param known what its parameters may be called
    static Query parse(String query, Collection<String> known) {
        if (query.isEmpty()) {
            return new Query(Map.of());
        }
        var parameters = new HashMap<String, String>();
        for (var parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            var name = Percent.decode("query", equals < 0 ? parameter : parameter.substring(0, equals), true);
            var shown = Answers.excerpt(name);
            if (!known.contains(name)) {
                throw new InvalidInputException(shown, Suggestions.unknown("query parameter", name, known));
            }
            var value = equals < 0 ? "" : Percent.decode(shown, parameter.substring(equals + 1), true);
            if (value.isEmpty() || value.length() > MAX_VALUE) {
                throw new InvalidInputException(
                        shown, "must have 1 to %,d characters; leave it out if it is not needed".formatted(MAX_VALUE));
            }
            if (parameters.put(name, value) != null) {
                throw new InvalidInputException(shown, "this query parameter is there twice; send it once");
            }
        }
        return new Query(parameters);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    Optional<Instant> time(String name) {
        return text(name).map(text -> Times.parse(name, text));
    }

    /// One of a few words.
    <T> Optional<T> word(String name, Map<String, T> words) {
        return text(name).map(text -> {
            var word = words.get(text);
            if (word == null) {
                throw new InvalidInputException(
                        name,
                        "must be one of %s; this is '%s'"
                                .formatted(String.join(", ", words.keySet()), Answers.excerpt(text)));
            }
            return word;
        });
    }

    /// How many items are asked for.
    int limit() {
        var text = text("limit").orElse(Integer.toString(DEFAULT_LIMIT));
        boolean number = text.length() <= MAX_LIMIT_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int limit = number ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > EventQuery.MAX_LIMIT) {
            throw new InvalidInputException(
                    "limit",
                    "must be a number from 1 to %d; this is '%s'"
                            .formatted(EventQuery.MAX_LIMIT, Answers.excerpt(text)));
        }
        return limit;
    }
}
