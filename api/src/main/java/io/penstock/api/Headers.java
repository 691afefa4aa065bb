package io.penstock.api;

import io.penstock.input.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Header fields in the order that they came in. Their names do not depend on case, and one may be there repeatedly.
///
/// @param fields names and values
public record Headers(List<Map.Entry<String, String>> fields) {
    /// No headers.
    public static final Headers NONE = new Headers(List.of());

    public Headers {
        fields = List.copyOf(fields);
    }

    /// The first value of `name`.
    public Optional<String> first(String name) {
        for (var field : fields) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return Optional.of(field.getValue());
            }
        }
        return Optional.empty();
    }

    /// Hands each field to `consumer`, in order.
    public void forEach(BiConsumer<String, String> consumer) {
        for (var field : fields) {
            consumer.accept(field.getKey(), field.getValue());
        }
    }

    /// All values of `name`, in order.
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /// The only value of `name`.
    ///
    /// @throws InvalidInputException if there are several: two readers could take two different ones
    Optional<String> single(String name) {
        Optional<String> found = Optional.empty();
        for (var field : fields) {
            if (field.getKey().equalsIgnoreCase(name)) {
                if (found.isPresent()) {
                    throw new InvalidInputException(name, "this header is there twice; send it once");
                }
                found = Optional.of(field.getValue());
            }
        }
        return found;
    }

    /// Names only: values may be secret.
    @Override
    public String toString() {
        return "Headers" + fields.stream().map(Map.Entry::getKey).toList();
    }
}
