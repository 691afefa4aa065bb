package io.penstock.e2e;

import org.jspecify.annotations.Nullable;

/// A delivery whose second attempt is further ahead than what is kept in a queue: it takes minutes, and others run meanwhile.
final class FarAhead {
    /// More than `FarAheadSeconds` in `samconfig.toml`.
    static final String PAUSE = "PT90S";

    static final String PATH = "/far";

    private static @Nullable FarAhead begun;

    private final Customer customer;
    private final String event;

    private FarAhead() throws Exception {
        customer = Customer.fresh();
        customer.receiver().answer((_, before) -> before == 0 ? 503 : 204);
        customer.subscribe(
                PATH, "order.far", ",\"policy\":{\"retry\":{\"schedule\":[\"%s\"],\"jitter\":0}}".formatted(PAUSE));
        event = customer.publish("order.far", "{}");
    }

    /// That of this JVM, begun when it is first asked for.
    static synchronized FarAhead begun() throws Exception {
        if (begun == null) {
            begun = new FarAhead();
        }
        return begun;
    }

    Customer customer() {
        return customer;
    }

    /// The event's key.
    String event() {
        return event;
    }
}
