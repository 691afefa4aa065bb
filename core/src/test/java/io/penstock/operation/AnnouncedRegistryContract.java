package io.penstock.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.access.TestKeys;
import io.penstock.event.Event;
import io.penstock.subscription.ChangedMeanwhileException;
import io.penstock.subscription.RegistrySuite;
import io.penstock.subscription.Status;
import io.penstock.subscription.TestSubscriptions;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is announced of every registry's changes, whatever it is made of.
public abstract class AnnouncedRegistryContract extends RegistrySuite {
    private List<String> types() {
        return under.announced().stream().map(Event::type).toList();
    }

    private static String data(Event event) {
        return new String(event.dataBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aTenantThatIsMadeIsAnnouncedOnceAndOneThatIsRenamedIsNot() {
        var acme = tenant("acme");

        assertThat(under.announced())
                .containsExactly(OperationalEventJson.event(OperationalEvent.TenantChanged.created(acme)));
        under.tenants().put(new Tenant(acme.uid(), "acme", "Acme Limited", acme.createdAt()));
        under.tenants().put(TestTenants.of("acme"));
        assertThat(under.announced()).isEmpty();
    }

    @Test
    void aTenantThatEndsIsAnnouncedAndWhatItLeavesIsNot() {
        var acme = tenant("acme");
        under.subscriptions().put(TestSubscriptions.of(acme.uid(), "orders"), 0);
        under.keys().add(TestKeys.of(acme.uid(), "key_1"));
        under.announced();

        under.tenants().delete(acme.uid());
        under.tenants().delete(acme.uid());
        under.tidy();

        var announced = under.announced();
        assertThat(announced).extracting(Event::type).containsExactly("penstock.tenant.deleted");
        assertThat(announced.getFirst().subject()).isEqualTo("tenants/acme");
    }

    @Test
    void keysThatAreMadeAndRevokedAreAnnounced() {
        var acme = tenant("acme");
        var key = TestKeys.of(acme.uid(), "key_1");
        under.announced();

        under.keys().add(key);
        under.keys().add(TestKeys.of(acme.uid(), "key_2"));

        var made = under.announced();
        assertThat(made).hasSize(2);
        assertThat(made.getFirst())
                .isEqualTo(OperationalEventJson.event(OperationalEvent.KeyChanged.created("acme", key)));
        under.keys().revoke(acme.uid(), "key_1");
        under.keys().revoke(acme.uid(), "key_1");
        under.keys().revoke(acme.uid(), "key_3");
        var revoked = under.announced();
        assertThat(revoked).extracting(Event::type).containsExactly("penstock.key.revoked");
        assertThat(revoked.getFirst().subject()).isEqualTo("tenants/acme/keys/key_1");
    }

    @Test
    void everyChangeOfASubscriptionIsAnnouncedInItsOrder() {
        var acme = tenant("acme");
        under.announced();
        var now = TestClock.START;

        var made = under.subscriptions().put(TestSubscriptions.of(acme.uid(), "orders"), 0);
        var updated = under.subscriptions().put(made.with(made.spec(), now.plusSeconds(1)), made.version());
        var paused = under.subscriptions().put(updated.with(Status.paused(now), now), updated.version());
        var resumed = under.subscriptions().put(paused.with(Status.active(now), now), paused.version());
        var disabled = under.subscriptions()
                .put(resumed.with(Status.disabled("the receiver answered 410", now), now), resumed.version());
        under.subscriptions().delete(disabled.uid(), disabled.version());

        var announced = under.announced();
        assertThat(announced)
                .extracting(Event::type)
                .containsExactly(
                        "penstock.subscription.created",
                        "penstock.subscription.updated",
                        "penstock.subscription.paused",
                        "penstock.subscription.resumed",
                        "penstock.subscription.disabled",
                        "penstock.subscription.deleted");
        assertThat(announced).extracting(Event::id).doesNotHaveDuplicates();
        assertThat(announced).allSatisfy(event -> {
            assertThat(event.subject()).isEqualTo("tenants/acme/subscriptions/orders");
            assertThat(data(event)).contains("\"tenant\":\"acme\"").doesNotContain("whsec_", "receiver.example");
        });
        assertThat(data(announced.get(0))).contains("\"version\":%d,".formatted(made.version()));
        assertThat(data(announced.get(4))).contains("\"reason\":\"the receiver answered 410\"");
    }

    @Test
    void aChangeThatIsRefusedIsNotAnnounced() {
        var acme = tenant("acme");
        var made = under.subscriptions().put(TestSubscriptions.of(acme.uid(), "orders"), 0);
        under.announced();

        assertThatExceptionOfType(ChangedMeanwhileException.class)
                .isThrownBy(() -> under.subscriptions().put(made, made.version() + 1));
        assertThatExceptionOfType(ChangedMeanwhileException.class)
                .isThrownBy(() -> under.subscriptions().delete(made.uid(), made.version() + 1));

        assertThat(under.announced()).isEmpty();
    }

    @Test
    void nothingIsAnnouncedOfTheReservedTenant() {
        var reserved = tenant(Tenant.RESERVED_ID);

        var made = under.subscriptions().put(TestSubscriptions.of(reserved.uid(), "watch"), 0);
        under.subscriptions().delete(made.uid(), made.version());
        under.keys().add(TestKeys.of(reserved.uid(), "key_1"));
        under.keys().revoke(reserved.uid(), "key_1");

        assertThat(under.announced()).isEmpty();
    }

    @Test
    void whatWasNotAnnouncedBeforeACrashIsAfterwards() {
        var acme = tenant("acme");
        under.subscriptions().put(TestSubscriptions.of(acme.uid(), "orders"), 0);

        assumeTrue(under.reopen(), "this registry does not outlive a crash");

        assertThat(types()).containsExactly("penstock.tenant.created", "penstock.subscription.created");
    }
}
