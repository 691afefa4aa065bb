package io.penstock.filter;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.input.InvalidInputException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.event.ruler.JsonRuleCompiler;

/// Decides what is an event pattern: strict JSON within [Filter]'s limits that event-ruler compiles.
final class FilterCheck {
    /// What event-ruler adds to a reason: where in its text it stands.
    private static final Pattern PLACE =
            Pattern.compile("\\s+at \\[Source:.*?line: (\\d+), column: (\\d+)].*", Pattern.DOTALL);

    /// A value, not a name, that event-ruler takes for an IPv4 address.
    private static final Pattern IPV4_VALUE = Pattern.compile("\"(\\d+\\.\\d+\\.\\d+\\.\\d+)((?:/[^\"]*)?\")(?!:)");

    /// A pattern of [Filter#MAX_LENGTH] and the white space in it.
    private static final int MAX_RAW_LENGTH = 4 * Filter.MAX_LENGTH;

    private FilterCheck() {}

    /// The pattern as compact JSON.
    ///
    /// @throws InvalidInputException naming the path inside the pattern, if it is none, or past a limit
    static String compact(String json) {
        if (json.length() > MAX_RAW_LENGTH) {
            throw tooLong(json.length());
        }
        try {
            var pattern = new Copy().of(json);
            if (pattern.length() > Filter.MAX_LENGTH) {
                throw tooLong(pattern.length());
            }
            checkCombinations(pattern);
            checkMeaning(pattern);
            checkPaths(pattern);
            return pattern;
        } catch (JsonProcessingException e) {
            throw new InvalidInputException("", reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InvalidInputException tooLong(int length) {
        return new InvalidInputException(
                "", "a filter may have %,d characters; this has %,d".formatted(Filter.MAX_LENGTH, length));
    }

    private static String reason(JsonProcessingException e) {
        var place = e.getLocation();
        var what = InvalidInputException.excerpt(
                e.getOriginalMessage().lines().findFirst().orElse(""));
        return "a filter is JSON: %s (line %d, column %d)".formatted(what, place.getLineNr(), place.getColumnNr());
    }

    /// Copies strictly read JSON, and counts what is in it.
    private static final class Copy {
        private int depth;
        private int values;
        private boolean wildcard;

        String of(String json) throws IOException {
            var text = new StringWriter();
            try (var in = FilterReader.JSON.createParser(json);
                    var out = FilterReader.JSON.createGenerator(text)) {
                if (in.nextToken() != JsonToken.START_OBJECT) {
                    throw new InvalidInputException("", "a filter is a JSON object");
                }
                do {
                    count(in.currentToken());
                    checkWildcard(in);
                    copy(in, out);
                } while (in.nextToken() != null && depth > 0);
                if (in.currentToken() != null) {
                    throw new InvalidInputException("", "nothing may follow a filter's object");
                }
            }
            return text.toString();
        }

        private void count(JsonToken token) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            values += token.isScalarValue() ? 1 : 0;
            if (depth > Filter.MAX_DEPTH) {
                throw new InvalidInputException("", "a filter may be %d levels deep".formatted(Filter.MAX_DEPTH));
            }
            if (values > Filter.MAX_VALUES) {
                throw new InvalidInputException("", "a filter may have %,d values".formatted(Filter.MAX_VALUES));
            }
        }

        private void checkWildcard(JsonParser in) throws IOException {
            if (in.currentToken() == JsonToken.FIELD_NAME || in.currentToken() == JsonToken.END_OBJECT) {
                wildcard = "wildcard".equals(in.currentName());
            } else if (wildcard
                    && in.currentToken() == JsonToken.VALUE_STRING
                    && in.getTextLength() > Filter.MAX_WILDCARD) {
                throw new InvalidInputException(
                        "",
                        "a wildcard may have %,d characters; this has %,d"
                                .formatted(Filter.MAX_WILDCARD, in.getTextLength()));
            }
        }

        /// Numbers as they are spelled: spellings are compared where a number is none of IEEE 754.
        private static void copy(JsonParser in, JsonGenerator out) throws IOException {
            if (in.currentToken().isNumeric()) {
                out.writeNumber(in.getText());
            } else {
                out.copyCurrentEvent(in);
            }
        }
    }

    /// event-ruler writes out every combination of the branches of `$or`, so they are counted before it sees them.
    private static void checkCombinations(String pattern) throws IOException {
        try (var parser = FilterReader.JSON.createParser(pattern)) {
            parser.nextToken();
            var all = Combinations.ofObject(parser);
            if (all.count > Filter.MAX_ALTERNATIVES) {
                throw new InvalidInputException(
                        FilterReader.OR,
                        "all alternatives combined may be %,d; these are more".formatted(Filter.MAX_ALTERNATIVES));
            }
            if (all.members > Filter.MAX_COMBINED_MEMBERS) {
                throw new InvalidInputException(
                        FilterReader.OR,
                        "all alternatives combined may have %,d members together; these have more"
                                .formatted(Filter.MAX_COMBINED_MEMBERS));
            }
        }
    }

    /// What a part of a pattern is when it is written out; no more than one past the limits.
    ///
    /// @param members of all combinations together
    private record Combinations(long count, long members) {
        Combinations {
            count = Math.min(count, Filter.MAX_ALTERNATIVES + 1L);
            members = Math.min(members, Filter.MAX_COMBINED_MEMBERS + 1L);
        }

        /// Those of the object that the parser is at the beginning of.
        static Combinations ofObject(JsonParser parser) throws IOException {
            var all = new Combinations(1, 0);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean or = parser.currentName().equals(FilterReader.OR);
                if (parser.nextToken() == JsonToken.START_OBJECT) {
                    all = all.and(ofObject(parser));
                } else if (parser.currentToken() == JsonToken.START_ARRAY && or) {
                    all = all.and(ofChoice(parser));
                } else {
                    parser.skipChildren();
                    all = all.and(new Combinations(1, 1));
                }
            }
            return all;
        }

        private static Combinations ofChoice(JsonParser parser) throws IOException {
            var any = new Combinations(0, 0);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    var branch = ofObject(parser);
                    any = new Combinations(any.count + branch.count, any.members + branch.members);
                } else {
                    parser.skipChildren();
                }
            }
            return any.count == 0 ? new Combinations(1, 0) : any;
        }

        private Combinations and(Combinations other) {
            return new Combinations(count * other.count, members * other.count + other.members * count);
        }
    }

    private static void checkPaths(String pattern) {
        var paths = new HashSet<String>();
        FilterReader.read(pattern).addPaths(paths);
        for (var path : paths) {
            if (path.chars().filter(c -> c == '.').count() >= Filter.MAX_DEPTH) {
                throw new InvalidInputException(
                        InvalidInputException.excerpt(path),
                        "a path may have %d names, joined by dots".formatted(Filter.MAX_DEPTH));
            }
        }
    }

    private static void checkMeaning(String pattern) throws IOException {
        var refusal = refusal(pattern);
        if (refusal == null) {
            return;
        }
        try (var parser = FilterReader.JSON.createParser(pattern)) {
            parser.nextToken();
            findCulprit(parser, "");
        }
        throw new InvalidInputException("", withoutPlace(refusal));
    }

    /// Throws for the first leaf that is refused by itself, if one is.
    private static void findCulprit(JsonParser parser, String path) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            var token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                findCulprit(parser, FilterReader.join(path, name));
            } else if (token == JsonToken.START_ARRAY && name.equals(FilterReader.OR)) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (parser.currentToken() == JsonToken.START_OBJECT) {
                        findCulprit(parser, path);
                    } else {
                        parser.skipChildren();
                    }
                }
            } else {
                var leaf = new StringWriter();
                try (var out = FilterReader.JSON.createGenerator(leaf)) {
                    out.copyCurrentStructure(parser);
                }
                var refusal = refusal("{\"%s\":%s}".formatted("value", leaf));
                if (refusal != null) {
                    throw new InvalidInputException(
                            InvalidInputException.excerpt(FilterReader.join(path, name)), withoutPlace(refusal));
                }
            }
        }
    }

    private static String withoutPlace(String refusal) {
        return PLACE.matcher(refusal).replaceFirst("");
    }

    /// Why event-ruler does not compile `pattern`.
    private static @Nullable String refusal(String pattern) {
        return JsonRuleCompiler.check(withoutLookalikes(pattern), false);
    }

    /// event-ruler asks the resolver of the system, and with it the network, for the address of everything that is made
    /// like one. So what only looks like one (`10.0.19041.1`) is replaced in what it gets to see.
    static String withoutLookalikes(String pattern) {
        return IPV4_VALUE.matcher(pattern).replaceAll(found -> Address.parse(found.group(1)) == null ? "\"x$2" : "$0");
    }
}
