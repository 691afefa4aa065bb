package io.penstock.e2e;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What is secret, of all that tests were told: it is to be in no log.
final class Disclosed {
    private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();

    private Disclosed() {}

    static String add(String secret) {
        SECRETS.add(secret);
        return secret;
    }

    static Set<String> all() {
        return Set.copyOf(SECRETS);
    }
}
