package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Changes of subscriptions and keys, and when they are in force.
class ChangeIT {
    /// For how long a key that was revoked may still be taken.
    private static final Duration KNOWN = Duration.ofSeconds(30);

    /// After so many changes there is a snapshot of a tenant.
    private static final int CHANGES = 200;

    @Test
    void aChangeOfASubscriptionIsInForceForTheNextEvent() throws Exception {
        try (var customer = Customer.fresh()) {
            var subscription =
                    customer.subscribe("/first", "order.changed", "").get("id").asText();
            customer.awaitState(customer.publish("order.changed", "{}"), "delivered");

            for (var path : new String[] {"/second", "/third"}) {
                change(customer, subscription, path);
                customer.awaitState(customer.publish("order.changed", "{}"), "delivered");

                assertThat(customer.receiver().at(path)).hasSize(1);
            }
            assertThat(customer.receiver().at("/first")).hasSize(1);
            customer.api()
                    .call("DELETE", "/v1/subscriptions/" + subscription, "", "")
                    .is(204);
            customer.awaitState(customer.publish("order.changed", "{}"), "unmatched");
        }
    }

    private static void change(Customer customer, String subscription, String path) throws Exception {
        customer.api()
                .call("PATCH", "/v1/subscriptions/" + subscription, "application/merge-patch+json", """
                        {"destination":{"type":"webhook","url":"%s"}}""".formatted(
                                customer.receiver().uri(path)))
                .is(200);
    }

    @Test
    void aKeyThatWasRevokedIsWorthNothingWithinHalfAMinute() throws Exception {
        try (var customer = Customer.fresh()) {
            var operator = Stack.shared().operator();
            JsonNode made = operator.key(customer.tenant());
            var holder = customer.api().ofKey(made.get("key").asText());
            holder.publish(Customer.event("order.revoked", "1", "{}")).is(202);

            operator.call(
                            "DELETE",
                            "/v1/tenants/%s/keys/%s"
                                    .formatted(customer.tenant(), made.get("id").asText()),
                            "",
                            "")
                    .is(204);
            var revoked = Instant.now();
            // A request under way when the time is over may take a while to be answered.
            var asked = Eventually.see(
                    "no more",
                    Customer.PATIENCE,
                    () -> new Asked(Instant.now(), holder.publish(Customer.event("order.revoked", "2", "{}"))),
                    each -> each.answer().status() == 401);

            assertThat(Duration.between(revoked, asked.at())).isLessThan(KNOWN.plusSeconds(5));
            customer.api().publish(Customer.event("order.revoked", "3", "{}")).is(202);
        }
    }

    private record Asked(Instant at, ApiClient.Answer answer) {}

    @Test
    void theStreamOfTheRegistryLeavesASnapshotInTheBucket() throws Exception {
        try (var customer = Customer.fresh()) {
            var stack = Stack.shared();
            var subscription = customer.subscribe("/snapshot", "order.snapshot", "")
                    .get("id")
                    .asText();
            var before = snapshots(stack);

            for (int i = 0; i < CHANGES; i++) {
                change(customer, subscription, "/snapshot" + i);
            }

            Eventually.see("a snapshot", Customer.PATIENCE, () -> snapshots(stack), count -> count > before);
            customer.awaitState(customer.publish("order.snapshot", "{}"), "delivered");
        }
    }

    private static int snapshots(Stack stack) {
        return stack.clients()
                .s3()
                .listObjectsV2(
                        request -> request.bucket(stack.output("BucketName")).prefix("registry/"))
                .keyCount();
    }
}
