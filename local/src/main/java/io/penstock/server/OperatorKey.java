package io.penstock.server;

import io.penstock.access.KeyText;
import io.penstock.embedded.Settings;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The operator's key: one that was given, or one that was made at the first start. Only its hash is kept.
///
/// @param hash what is kept
/// @param made the key itself, if it was made now
record OperatorKey(String hash, Optional<KeyText> made) {
    private static final String SETTING = "operatorKeyHash";

    static OperatorKey establish(Optional<KeyText> given, Settings settings, RandomGenerator random) {
        if (given.isPresent()) {
            return new OperatorKey(given.get().hash(), Optional.empty());
        }
        return settings.find(SETTING)
                .map(hash -> new OperatorKey(hash, Optional.empty()))
                .orElseGet(() -> {
                    var key = KeyText.forOperator(random);
                    settings.put(SETTING, key.hash());
                    return new OperatorKey(key.hash(), Optional.of(key));
                });
    }
}
