package io.penstock.api;

import io.penstock.input.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Where a list goes on that is in the order of its items' names.
final class NameCursor {
    private NameCursor() {}

    /// The name to go on behind; empty from the start.
    ///
    /// @param list what the list is called: a cursor of another is refused
    static String after(String list, Query query) {
        var cursor = query.text("cursor");
        if (cursor.isEmpty()) {
            return "";
        }
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor.get()), StandardCharsets.UTF_8);
            if (text.startsWith(list + "/")
                    && of(list, text.substring(list.length() + 1)).equals(cursor.get())) {
                return text.substring(list.length() + 1);
            }
        } catch (IllegalArgumentException _) {
            // Refused below.
        }
        throw new InvalidInputException("cursor", "is not one that this list has given; begin again without it");
    }

    /// One page of what was asked for with one item more than it has.
    static <T> ApiResponse page(
            String list, List<T> oneMore, int limit, Function<T, String> name, Answers.Item<T> item) {
        if (oneMore.size() <= limit) {
            return Answers.list(oneMore, Optional.empty(), item);
        }
        var shown = oneMore.subList(0, limit);
        return Answers.list(shown, Optional.of(of(list, name.apply(shown.getLast()))), item);
    }

    private static String of(String list, String name) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((list + "/" + name).getBytes(StandardCharsets.UTF_8));
    }
}
