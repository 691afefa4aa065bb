package io.penstock.event;

import java.util.function.BiConsumer;

/// The header fields of a message: `map::forEach`, if they are a map.
@FunctionalInterface
public interface HeaderFields {
    /// Hands name and value of each field to `field`; a field that came twice, twice.
    void forEach(BiConsumer<String, String> field);
}
