package io.penstock.event;

import java.util.List;
import java.util.random.RandomGenerator;

/// Valid JSON in odd spellings, from a seed.
final class RandomJson {
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "0.10",
            "-0.0",
            "1e400",
            "1E+2",
            "10e-2",
            "123456789012345678901234567890",
            "-1.5e-300",
            "2147483648",
            "9007199254740993",
            "0.1000000000000000055511151231257827021181583404541015625");

    private static final List<String> PIECES = List.of(
            "",
            "a",
            "Z9",
            " ",
            "é",
            "€",
            "😀",
            "\u2028",
            "\uFEFF",
            "\u007F",
            "\\n",
            "\\\"",
            "\\\\",
            "\\/",
            "\\u0041",
            "\\u00e9",
            "\\ud83d\\ude00",
            "\\u0000",
            "\\b\\f\\r\\t",
            "%41",
            "'",
            "<>&",
            "{",
            "]");

    private static final List<String> SPACES = List.of("", "", "", " ", "\n", "\t", "\r\n", "  ");

    private final RandomGenerator random;

    RandomJson(RandomGenerator random) {
        this.random = random;
    }

    /// Any value, without white space around it.
    String value() {
        return random.nextInt(50) == 0 ? deep() : value(random.nextInt(5));
    }

    /// Any value but a string.
    String valueButString() {
        var value = value();
        return value.startsWith("\"") ? "[" + value + "]" : value;
    }

    private String value(int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 8)) {
            case 0 -> pick(NUMBERS);
            case 1 -> Double.toString(random.nextDouble() * 1e9);
            case 2 -> pick(List.of("true", "false", "null"));
            case 3, 4 -> string("");
            case 5 -> array(depth - 1);
            default -> object(depth - 1);
        };
    }

    private String array(int depth) {
        var array = new StringBuilder("[").append(space());
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            array.append(i == 0 ? "" : ",").append(space()).append(value(depth)).append(space());
        }
        return array.append(']').toString();
    }

    private String object(int depth) {
        var object = new StringBuilder("{").append(space());
        int size = random.nextInt(20) == 0 ? 40 : random.nextInt(5);
        for (int i = 0; i < size; i++) {
            object.append(i == 0 ? "" : ",")
                    .append(space())
                    .append(string(i + ":"))
                    .append(space())
                    .append(':');
            object.append(space()).append(value(depth)).append(space());
        }
        return object.append('}').toString();
    }

    private static String deep() {
        int half = JsonScanner.MAX_DEPTH / 2;
        return "[{\"a\":".repeat(half) + "1" + "}]".repeat(half);
    }

    private String string(String prefix) {
        var string = new StringBuilder("\"").append(prefix);
        int size = random.nextInt(6);
        for (int i = 0; i < size; i++) {
            string.append(pick(PIECES));
        }
        return string.append('"').toString();
    }

    private String space() {
        return pick(SPACES);
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
