package io.penstock.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.access.TestKeys;
import io.penstock.arn.ArnPattern;
import io.penstock.subscription.RegistrySuite;
import io.penstock.subscription.TestSubscriptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [Tenants] promises, whatever it is made of.
public abstract class TenantsContract extends RegistrySuite {
    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(under.tenants().find("acme")).isEmpty();
        assertThat(under.tenants().find(TestTenants.uid())).isEmpty();
        assertThat(under.tenants().list("", ALL)).isEmpty();
        assertThat(under.tenants().delete(TestTenants.uid())).isFalse();
    }

    @Test
    void aTenantIsFoundByItsIdAndByItsUid() {
        var acme = new Tenant(
                TestTenants.uid(),
                "acme",
                "Acme & Söhne 🏔",
                TestTenants.of("x").createdAt(),
                List.of(new ArnPattern("arn:aws:sqs:*:123456789012:orders-*"), new ArnPattern("arn:aws:sns:*:*:*")));

        assertThat(under.tenants().put(acme)).isTrue();

        assertThat(under.tenants().find("acme")).hasValue(acme);
        assertThat(under.tenants().find(acme.uid())).hasValue(acme);
        assertThat(under.tenants().list("", ALL)).containsExactly(acme);
        assertThat(under.tenants().find("acm")).isEmpty();
    }

    @Test
    void aTenantIsPutInThePlaceOfWhatHasItsUid() {
        var acme = tenant("acme");
        var renamed = new Tenant(
                acme.uid(),
                "acme",
                "Acme Limited",
                acme.createdAt(),
                List.of(new ArnPattern("arn:aws:events:eu-west-1:123456789012:event-bus/orders")));

        assertThat(under.tenants().put(renamed)).isTrue();

        assertThat(under.tenants().find("acme")).hasValue(renamed);
        assertThat(under.tenants().find(acme.uid())).hasValue(renamed);
        assertThat(under.tenants().list("", ALL)).containsExactly(renamed);
    }

    @Test
    void anotherTenantOfTheSameIdIsNotWritten() {
        var acme = tenant("acme");

        assertThat(under.tenants().put(TestTenants.of("acme"))).isFalse();

        assertThat(under.tenants().find("acme")).hasValue(acme);
        assertThat(under.tenants().list("", ALL)).containsExactly(acme);
    }

    @Test
    void tenantsAreListedInTheOrderOfTheirIds() {
        for (var id : List.of("b", "a_b", "a", "0", "a-b", "ab")) {
            tenant(id);
        }

        assertThat(ids("", ALL)).containsExactly("0", "a", "a-b", "a_b", "ab", "b");
        assertThat(ids("", 2)).containsExactly("0", "a");
        assertThat(ids("a", 2)).containsExactly("a-b", "a_b");
        assertThat(ids("aa", 1)).containsExactly("ab");
        assertThat(ids("b", 2)).isEmpty();
    }

    @Test
    void aTenantEndsWithItsKeysAndItsSubscriptions() {
        var acme = tenant("acme");
        var globex = tenant("globex");
        var ours = under.subscriptions().put(TestSubscriptions.of(acme.uid(), "orders"), 0);
        var theirs = under.subscriptions().put(TestSubscriptions.of(globex.uid(), "orders"), 0);
        under.keys().add(TestKeys.of(acme.uid(), "key_1"));
        under.keys().add(TestKeys.of(globex.uid(), "key_2"));

        assertThat(under.tenants().delete(acme.uid())).isTrue();

        assertThat(under.tenants().find("acme")).isEmpty();
        assertThat(under.tenants().find(acme.uid())).isEmpty();
        assertThat(under.tenants().list("", ALL)).containsExactly(globex);
        assertThat(under.subscriptions().find(ours.uid())).isEmpty();
        assertThat(under.subscriptions().find(acme.uid(), "orders")).isEmpty();
        assertThat(under.subscriptions().list(acme.uid(), "", ALL)).isEmpty();
        assertThat(under.keys().find("key_1")).isEmpty();
        assertThat(under.keys().list(acme.uid())).isEmpty();
        assertThat(under.subscriptions().find(theirs.uid())).hasValue(theirs);
        assertThat(under.keys().find("key_2")).isPresent();
        assertThat(under.tenants().delete(acme.uid())).isFalse();
    }

    @Test
    void aTenantThatIsMadeAgainHasNothingOfTheOldOne() {
        var old = tenant("acme");
        under.subscriptions().put(TestSubscriptions.of(old.uid(), "orders"), 0);
        under.keys().add(TestKeys.of(old.uid(), "key_1"));
        under.tenants().delete(old.uid());

        var made = tenant("acme");

        assertThat(under.tenants().find("acme")).hasValue(made);
        assertThat(under.subscriptions().list(made.uid(), "", ALL)).isEmpty();
        assertThat(under.keys().list(made.uid())).isEmpty();
        assertThat(under.tenants().delete(old.uid())).isFalse();
        assertThat(under.tenants().find("acme")).hasValue(made);
    }

    @Test
    void whatWasPutIsThereAfterACrashAndWhatWasDeletedIsNot() {
        var made = tenant("acme");
        var acme = new Tenant(
                made.uid(),
                made.id(),
                made.name(),
                made.createdAt(),
                List.of(new ArnPattern("arn:aws:lambda:*:123456789012:function:*")));
        under.tenants().put(acme);
        var globex = tenant("globex");
        under.tenants().delete(globex.uid());

        assumeTrue(under.reopen(), "this registry does not outlive a crash");

        assertThat(under.tenants().list("", ALL)).containsExactly(acme);
        assertThat(under.tenants().find(acme.uid())).hasValue(acme);
    }

    private List<String> ids(String after, int limit) {
        return under.tenants().list(after, limit).stream().map(Tenant::id).toList();
    }
}
