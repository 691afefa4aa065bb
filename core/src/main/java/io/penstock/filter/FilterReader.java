package io.penstock.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads a checked pattern.
final class FilterReader {
    static final String OR = "$or";

    static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser parser;

    private FilterReader(JsonParser parser) {
        this.parser = parser;
    }

    static Clause read(String pattern) {
        try (var parser = JSON.createParser(pattern)) {
            parser.nextToken();
            return new FilterReader(parser).readClause("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }

    private Clause readClause(String path) throws IOException {
        var leaves = new ArrayList<Leaf>();
        var choices = new ArrayList<Clause.Choice>();
        readObject(path, leaves, choices);
        return Clause.of(leaves, choices);
    }

    private void readObject(String path, List<Leaf> leaves, List<Clause.Choice> choices) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                readObject(join(path, name), leaves, choices);
            } else if (name.equals(OR)) {
                choices.add(readChoice(path));
            } else {
                leaves.add(readLeaf(join(path, name)));
            }
        }
    }

    private Clause.Choice readChoice(String path) throws IOException {
        var branches = new ArrayList<Clause>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            branches.add(readClause(path));
        }
        return new Clause.Choice(join(path, OR), branches);
    }

    private Leaf readLeaf(String path) throws IOException {
        var texts = new HashSet<String>();
        var matches = new ArrayList<Match>();
        boolean absent = false;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                var operator = parser.nextFieldName();
                parser.nextToken();
                if (operator.equals("exists") && !parser.getBooleanValue()) {
                    absent = true;
                } else {
                    matches.add(readOperator(operator));
                }
                parser.nextToken();
            } else {
                readValue(texts, matches);
            }
        }
        if (!texts.isEmpty()) {
            matches.addFirst(new Match.Exactly(Set.copyOf(texts)));
        }
        return new Leaf(path, matches.toArray(Match[]::new), absent);
    }

    /// Reads a value to be equal to: a number in any spelling, an address in any form, others as they are.
    private void readValue(Set<String> texts, List<Match> matches) throws IOException {
        var text = parser.getText();
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            var address = Address.parse(text);
            if (address != null) {
                matches.add(new Match.AddressRange(address, address));
            } else {
                texts.add(quoted(text));
            }
        } else if (parser.currentToken().isNumeric() && !Double.isNaN(Value.number(text))) {
            matches.add(Match.NumberRange.of(Value.number(text)));
        } else {
            texts.add(text);
        }
    }

    /// Reads the value of an operator, to its last token.
    private Match readOperator(String operator) throws IOException {
        return switch (operator) {
            case "exists" -> new Match.Exists();
            case "numeric" -> readNumeric();
            case "cidr" -> readCidr();
            case "anything-but" -> readAnythingBut();
            case "prefix", "suffix" -> {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    yield textual(operator, parser.getText());
                }
                parser.nextToken();
                parser.nextToken();
                var match = textual(operator + "-ignore-case", parser.getText());
                parser.nextToken();
                yield match;
            }
            default -> textual(operator, parser.getText());
        };
    }

    private static Match textual(String operator, String text) {
        return switch (operator) {
            case "exactly" -> new Match.Exactly(Set.of(quoted(text)));
            case "prefix" -> new Match.Prefix('"' + text);
            case "suffix" -> new Match.Suffix(text + '"');
            case "equals-ignore-case" -> Match.IgnoreCase.of(quoted(text), Match.IgnoreCase.Where.WHOLE);
            case "prefix-ignore-case" -> Match.IgnoreCase.of('"' + text, Match.IgnoreCase.Where.START);
            case "suffix-ignore-case" -> Match.IgnoreCase.of(text + '"', Match.IgnoreCase.Where.END);
            case "wildcard" -> Match.Wildcard.of(quoted(text));
            default -> throw new IllegalStateException("an operator that was not checked: " + operator);
        };
    }

    private Match readAnythingBut() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return noneOf("exactly");
        }
        var operator = parser.nextFieldName();
        parser.nextToken();
        var match = noneOf(operator);
        parser.nextToken();
        return match;
    }

    private Match noneOf(String operator) throws IOException {
        var matches = new ArrayList<Match>();
        boolean list = parser.currentToken() == JsonToken.START_ARRAY;
        while (!list || parser.nextToken() != JsonToken.END_ARRAY) {
            matches.add(
                    parser.currentToken().isNumeric()
                            ? Match.NumberRange.of(Value.number(parser.getText()))
                            : textual(operator, parser.getText()));
            if (!list) {
                break;
            }
        }
        return new Match.NoneOf(matches.toArray(Match[]::new));
    }

    private Match readNumeric() throws IOException {
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        boolean lowIncluded = true;
        boolean highIncluded = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            var comparison = parser.getText();
            parser.nextToken();
            double number = Value.number(parser.getText());
            if (!comparison.startsWith("<")) {
                low = number;
                lowIncluded = comparison.endsWith("=");
            }
            if (!comparison.startsWith(">")) {
                high = number;
                highIncluded = comparison.endsWith("=");
            }
        }
        return new Match.NumberRange(low, lowIncluded, high, highIncluded);
    }

    private Match readCidr() throws IOException {
        var parts = parser.getText().split("/", -1);
        var low = Address.parse(parts[0]);
        if (low == null) {
            throw new IllegalStateException("an address that was not checked: " + parts[0]);
        }
        var high = low.clone();
        for (int bit = Integer.parseInt(parts[1]); bit < low.length * Byte.SIZE; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            low[bit / Byte.SIZE] &= (byte) ~mask;
            high[bit / Byte.SIZE] |= (byte) mask;
        }
        return new Match.AddressRange(low, high);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
