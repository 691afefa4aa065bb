package io.penstock.server;

import io.penstock.access.KeyText;
import io.penstock.embedded.Settings;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The operator's key: one that was given, one of an earlier start, or a new one. Only its hash is kept.
///
/// @param hash what is compared, and kept
/// @param made the key itself, if it is new
record OperatorKey(String hash, Optional<KeyText> made) {
    private static final String SETTING = "operatorKeyHash";

    /// A new one is in force, but not kept before [#keep]: a start that ends before it was shown leaves nothing behind.
    static OperatorKey establish(Optional<KeyText> given, Settings settings, RandomGenerator random) {
        return given.map(KeyText::hash)
                .or(() -> settings.find(SETTING))
                .map(hash -> new OperatorKey(hash, Optional.empty()))
                .orElseGet(() -> {
                    var key = KeyText.forOperator(random);
                    return new OperatorKey(key.hash(), Optional.of(key));
                });
    }

    /// Keeps a new one for the starts to come.
    void keep(Settings settings) {
        if (made.isPresent()) {
            settings.put(SETTING, hash);
        }
    }
}
