package io.penstock.e2e;

import org.jspecify.annotations.Nullable;

/// Deliveries that come by the sweep: it takes minutes, and others run meanwhile.
///
/// @param customer whose they are
/// @param farAhead the key of an event whose second attempt is further ahead than what is kept in a queue
/// @param parked the key of one that came while its subscription was paused, and now is not any more
record Later(Customer customer, String farAhead, String parked) {
    /// More than `FarAheadSeconds` in `samconfig.toml`.
    static final String PAUSE = "PT90S";

    private static @Nullable Later begun;

    /// That of this JVM, begun when it is first asked for.
    static synchronized Later begun() throws Exception {
        if (begun == null) {
            var customer = Customer.fresh();
            begun = new Later(customer, farAhead(customer), parked(customer));
        }
        return begun;
    }

    private static String farAhead(Customer customer) throws Exception {
        customer.receiver().answer((webhook, before) -> webhook.path().equals("/far") && before == 0 ? 503 : 204);
        customer.subscribe(
                "/far", "order.far", ",\"policy\":{\"retry\":{\"schedule\":[\"%s\"],\"jitter\":0}}".formatted(PAUSE));
        return customer.publish("order.far", "{}");
    }

    private static String parked(Customer customer) throws Exception {
        var path = "/v1/subscriptions/"
                + customer.subscribe("/parked", "order.parked", "").get("id").asText();
        customer.api().call("POST", path + "/pause", "application/json", "").is(200);
        var event = customer.publish("order.parked", "{}");
        Eventually.see(
                "parked",
                Customer.PATIENCE,
                () -> customer.api().get("/v1/events/" + event),
                answer -> answer.status() == 200
                        && answer.json().at("/deliveries/0/state").asText().equals("parked"));
        customer.api().call("POST", path + "/resume", "application/json", "").is(200);
        return event;
    }
}
