package io.penstock.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// How the constants of an enumeration are written in the API: in lower case.
final class Words {
    private Words() {}

    /// The constants by their words, in order.
    @SafeVarargs
    static <E extends Enum<E>> Map<String, E> of(E... constants) {
        var words = new LinkedHashMap<String, E>();
        for (var constant : constants) {
            words.put(of(constant), constant);
        }
        return Collections.unmodifiableMap(words);
    }

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
