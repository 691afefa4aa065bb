package io.penstock.distributed;

import java.util.Set;
import java.util.TreeSet;

/// What functions ask of the ledger, the queues and the bus in random histories, where they go the ways that are seldom
/// taken, too.
public final class LedgerRequests {
    private static final int HISTORIES = 60;

    private LedgerRequests() {}

    /// As [Requests] writes them.
    public static Set<String> all() {
        var all = new TreeSet<String>();
        for (long seed = 1; seed <= HISTORIES; seed++) {
            var history = new History(seed, new Mutant() {});
            history.run();
            all.addAll(history.requests());
        }
        return all;
    }
}
