package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.TestApi.Caller;
import io.penstock.subscription.NoRoomException;
import io.penstock.subscription.Status;
import io.penstock.subscription.TestSubscriptions;
import org.junit.jupiter.api.Test;

class SubscriptionRaceTest {
    private static final String SUBSCRIPTION = """
            {"types":["a"],"destination":{"type":"webhook","url":"https://a.example"}}""";

    private final TestApi api = new TestApi();
    private final Caller acme = api.tenant("acme");

    @Test
    void aChangeIsDecidedAgainIfSomeoneElseWasQuicker() {
        acme.put("/v1/subscriptions/s", SUBSCRIPTION).is(201);
        race(2, this::pauseOrResume);

        var patched = acme.patch("/v1/subscriptions/s", "{\"types\":[\"b\"]}").is(200);

        assertThat(patched.text("types")).isEqualTo("[\"b\"]");
        assertThat(patched.text("version")).isEqualTo("4");
    }

    @Test
    void aChangeOfACertainVersionIsRefusedIfSomeoneElseWasQuicker() {
        var made = acme.put("/v1/subscriptions/s", SUBSCRIPTION).is(201);
        race(1, this::pauseOrResume);

        acme.with("If-Match", made.header("etag"))
                .patch("/v1/subscriptions/s", "{\"types\":[\"b\"]}")
                .is(412);
    }

    @Test
    void aChangeThatIsAlwaysTooLateIsGivenUp() {
        acme.put("/v1/subscriptions/s", SUBSCRIPTION).is(201);
        race(SubscriptionChanges.MAX_TRIES, this::pauseOrResume);

        acme.put("/v1/subscriptions/s", SUBSCRIPTION).is(409);
    }

    @Test
    void twoThatMakeTheSameSubscriptionMakeOne() {
        race(1, () -> {
            var tenant = api.registry.tenants().find("acme").orElseThrow().uid();
            api.registry.subscriptions().put(TestSubscriptions.of(tenant, "s"), 0);
        });

        var replaced = acme.put("/v1/subscriptions/s", SUBSCRIPTION).is(200);

        assertThat(replaced.text("types")).isEqualTo("[\"a\"]");
        assertThat(acme.get("/v1/subscriptions").items()).hasSize(1);
    }

    @Test
    void whatWasChangedMeanwhileIsNotDeletedByWhoExpectsAnEarlierVersion() {
        var made = acme.put("/v1/subscriptions/s", SUBSCRIPTION).is(201);
        race(1, this::pauseOrResume);

        acme.with("If-Match", made.header("etag")).delete("/v1/subscriptions/s").is(412);

        acme.get("/v1/subscriptions/s").is(200);
    }

    @Test
    void whatWasChangedMeanwhileIsDeletedByWhoExpectsNoVersion() {
        acme.put("/v1/subscriptions/s", SUBSCRIPTION).is(201);
        race(1, this::pauseOrResume);

        acme.delete("/v1/subscriptions/s").is(204);

        acme.get("/v1/subscriptions/s").is(404);
    }

    @Test
    void nothingIsMadeBelowATenantThatEndsMeanwhile() {
        var tenant = api.registry.tenants().find("acme").orElseThrow().uid();
        race(1, () -> api.registry.tenants().delete(tenant));

        acme.put("/v1/subscriptions/s", SUBSCRIPTION).is(404);

        assertThat(api.registry.subscriptions().list(tenant, "", 10)).isEmpty();
        acme.get("/v1/subscriptions").is(401);
    }

    @Test
    void whatThereIsNoRoomForIsNotAvailableNow() {
        race(1, () -> {
            throw new NoRoomException("all subscriptions together may take 1 MiB");
        });

        var refused = acme.put("/v1/subscriptions/s", SUBSCRIPTION).is(503);

        assertThat(refused.text("detail")).contains("1 MiB");
        assertThat(refused.header("retry-after")).isEqualTo("600");
    }

    /// Lets someone else be quicker, so many times.
    private void race(int times, Runnable change) {
        for (int i = 0; i < times; i++) {
            api.subscriptions.before(change);
        }
    }

    private void pauseOrResume() {
        var tenant = api.registry.tenants().find("acme").orElseThrow().uid();
        var all = api.registry.subscriptions();
        var present = all.find(tenant, "s").orElseThrow();
        var now = api.clock.instant();
        var status = present.status().state() == Status.State.ACTIVE ? Status.paused(now) : Status.active(now);
        all.put(present.with(status, now), present.version());
    }
}
