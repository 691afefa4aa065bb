package io.penstock.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Patterns and events in which much is the same, so that they often match, and often nearly do.
public final class RandomJson {
    private static final List<String> NAMES = List.of("a", "b", "c", "a.b", "a-b");
    private static final List<String> CHOICE_NAMES = List.of("d", "e", "f");
    private static final String INNER = "g";
    private static final List<String> STRINGS = List.of(
            "", "x", "xy", "xyz", "XY", "x*y", "x\\y", "ß", "é", "10.0.0.1", "10.0.0.200", "10.0.19041.1", "::1", "5");
    private static final List<String> NUMBERS = List.of(
            "0", "-0", "5", "5.0", "5e0", "0.5", "-7", "100", "1e400", "123456789012345678", "12345678901234567890");
    private static final List<String> WILDCARDS =
            List.of("*", "x*", "*y", "x*y", "*x*", "*\\**", "x\\\\y", "xy", "*y*z");
    private static final int DEPTH = 3;

    private final RandomGenerator random;

    /// The same for the same seed.
    public RandomJson(RandomGenerator random) {
        this.random = random;
    }

    /// May have a path twice, which is refused.
    public String pattern() {
        return object(NAMES, 1 + random.nextInt(2), DEPTH, this::leaf);
    }

    /// The same with a `$or` at its beginning, which may have another one in a branch, and often one below a member.
    String patternWithChoice() {
        var inside = random.nextInt(3) == 0 ? choiceInside() : "";
        return "{\"$or\":[%s,%s],%s%s"
                .formatted(branch(), nested(branch()), inside, pattern().substring(1));
    }

    /// Its members are the same as those of the elements of arrays.
    private String choiceInside() {
        return "\"%s\":{\"$or\":[%s,%s],\"c\":%s},"
                .formatted(
                        INNER,
                        object(List.of("a"), 1, 1, this::leaf),
                        object(List.of("a", "b"), 2, 1, this::leaf),
                        leaf());
    }

    private String nested(String branch) {
        return random.nextInt(3) > 0
                ? branch
                : "{\"$or\":[{\"h\":%s},{\"i\":%s,\"h\":%s}],%s".formatted(leaf(), leaf(), leaf(), branch.substring(1));
    }

    private String branch() {
        return object(CHOICE_NAMES, 1 + random.nextInt(2), 1, this::leaf);
    }

    /// An event's data.
    public String event() {
        return object(NAMES, 3 + random.nextInt(3), DEPTH, this::value);
    }

    String eventWithChoice() {
        var choice = object(List.of("d", "e", "f", "h", "i", INNER), 5, 1, this::value);
        return choice.substring(0, choice.length() - 1) + "," + event().substring(1);
    }

    private String object(List<String> allNames, int size, int depth, Supplier<String> leaf) {
        var members = new ArrayList<String>();
        var names = new ArrayList<>(allNames);
        while (members.size() < size && !names.isEmpty()) {
            var name = names.remove(random.nextInt(names.size()));
            boolean deeper = depth > 1 && random.nextInt(3) == 0;
            members.add(quoted(name) + ":" + (deeper ? object(allNames, 2, depth - 1, leaf) : leaf.get()));
        }
        return members.stream().collect(Collectors.joining(",", "{", "}"));
    }

    private String leaf() {
        return list(random.nextInt(4) == 0 ? 2 : 1, this::comparison);
    }

    private String comparison() {
        return switch (random.nextInt(13)) {
            case 0, 1 -> string();
            case 2, 3 -> number();
            case 4 -> of("true", "false", "null");
            case 5 -> "{\"exists\":%s}".formatted(random.nextBoolean());
            case 6 -> "{\"numeric\":%s}".formatted(numeric());
            case 7 ->
                "{\"cidr\":%s}".formatted(of("\"10.0.0.0/8\"", "\"10.0.0.0/25\"", "\"::/64\"", "\"10.0.0.1/31\""));
            case 8, 9 -> "{\"anything-but\":%s}".formatted(anythingBut());
            case 10 -> "{\"%s\":{\"equals-ignore-case\":%s}}".formatted(of("prefix", "suffix"), string());
            case 11 -> "{\"wildcard\":%s}".formatted(wildcard());
            default -> "{\"%s\":%s}".formatted(of("prefix", "suffix", "equals-ignore-case", "exactly"), string());
        };
    }

    private String anythingBut() {
        return switch (random.nextInt(6)) {
            case 0 -> string();
            case 1 -> of("5", "0.5", "-7");
            case 2 -> list(1 + random.nextInt(3), this::string);
            case 3 -> list(1 + random.nextInt(3), () -> of("5", "0", "100"));
            case 4 -> "{\"wildcard\":%s}".formatted(random.nextBoolean() ? wildcard() : list(2, this::wildcard));
            default ->
                "{\"%s\":%s}"
                        .formatted(
                                of("prefix", "suffix", "equals-ignore-case"),
                                random.nextBoolean() ? text() : list(1 + random.nextInt(2), this::text));
        };
    }

    private String numeric() {
        return switch (random.nextInt(3)) {
            case 0 -> "[\"%s\",%s]".formatted(of("=", "<", "<=", ">", ">="), of("5", "0", "0.5", "-7.0", "5.0"));
            case 1 -> "[\">=\",-7,\"<\",%s]".formatted(of("5", "100"));
            default -> "[\">\",0,\"<=\",5]";
        };
    }

    private String value() {
        return value(2);
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 5)) {
            case 0, 1, 2 -> string();
            case 3 -> number();
            case 4 -> of("true", "false", "null");
            case 5 -> list(random.nextInt(4), () -> value(depth - 1));
            default -> list(random.nextInt(4), () -> object(NAMES, 2, depth, () -> value(depth - 1)));
        };
    }

    private String string() {
        return quoted(STRINGS.get(random.nextInt(STRINGS.size())));
    }

    /// Not empty.
    private String text() {
        return quoted(STRINGS.get(1 + random.nextInt(STRINGS.size() - 1)));
    }

    private String wildcard() {
        return quoted(WILDCARDS.get(random.nextInt(WILDCARDS.size())));
    }

    private String number() {
        return NUMBERS.get(random.nextInt(NUMBERS.size()));
    }

    private String of(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String list(int size, Supplier<String> element) {
        var elements = new ArrayList<String>();
        for (int i = 0; i < size; i++) {
            elements.add(element.get());
        }
        return elements.stream().collect(Collectors.joining(",", "[", "]"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
