package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.arn.Arn;
import io.penstock.arn.ArnPattern;
import io.penstock.input.InvalidInputException;
import io.penstock.subscription.TargetPermissions.Obstacle;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TargetPermissionsTest {
    private static final String ORDERS = "arn:aws:sqs:eu-west-1:123456789012:orders";
    private static final String ROLE = "arn:aws:iam::210987654321:role/penstock-orders";

    @Test
    void nothingIsAllowedUnlessTheOperatorSaysSo() {
        assertThat(TargetPermissions.NONE.obstacle(tenant(), queue(ORDERS, null)))
                .map(Obstacle::field)
                .hasValue("arn");
        assertThat(TargetPermissions.NONE.obstacle(tenant(), queue(ORDERS, ROLE)))
                .map(Obstacle::field)
                .hasValue("roleArn");
    }

    @Test
    void aTenantMaySendToWhatItIsAllowed() {
        var acme = tenant("arn:aws:sqs:*:123456789012:orders*", "arn:aws:sns:*:*:*");

        assertThat(TargetPermissions.NONE.obstacle(acme, queue(ORDERS, null))).isEmpty();
        assertThat(TargetPermissions.NONE.obstacle(acme, queue(ORDERS + "-eu", null)))
                .isEmpty();
        assertThat(TargetPermissions.NONE.obstacle(acme, queue(ORDERS.replace("orders", "stock"), null)))
                .isPresent();
        assertThat(TargetPermissions.NONE.obstacle(tenant(), queue(ORDERS, null)))
                .isPresent();
    }

    @Test
    void whatEveryoneIsAllowedIsAllowed() {
        var permissions = new TargetPermissions(patterns("arn:aws:sqs:*:123456789012:*"), List.of(), List.of());

        assertThat(permissions.obstacle(tenant(), queue(ORDERS, null))).isEmpty();
    }

    @Test
    void aRoleReachesAnyTargetButOnlyIfItMayBeAssumed() {
        var permissions = new TargetPermissions(List.of(), patterns("arn:aws:iam::*:role/penstock-*"), List.of());

        assertThat(permissions.obstacle(tenant(), queue(ORDERS, ROLE))).isEmpty();
        assertThat(permissions.obstacle(tenant("arn:*:*:*:*:*"), queue(ORDERS, "arn:aws:iam::210987654321:role/admin")))
                .map(Obstacle::field)
                .hasValue("roleArn");
    }

    @Test
    void whatIsPenstocksOwnIsNobodysDestination() {
        var everything = patterns("arn:*:*:*:*:*");
        var own = patterns("arn:aws:sqs:*:123456789012:penstock-*", "arn:aws:iam::123456789012:role/penstock-*");
        var permissions = new TargetPermissions(everything, everything, own);
        var events = ORDERS.replace("orders", "penstock-events");

        assertThat(permissions.obstacle(tenant("arn:*:*:*:*:*"), queue(events, null)))
                .map(Obstacle::reason)
                .hasValueSatisfying(reason -> assertThat(reason).contains("Penstock's own"));
        assertThat(permissions.obstacle(tenant(), queue(events, ROLE)))
                .map(Obstacle::field)
                .hasValue("arn");
        assertThat(permissions.obstacle(tenant(), queue(ORDERS, "arn:aws:iam::123456789012:role/penstock-deliver")))
                .map(Obstacle::field)
                .hasValue("roleArn");
        assertThat(permissions.obstacle(tenant(), queue(ORDERS, null))).isEmpty();
    }

    @Test
    void whoAsksForWhatIsNotAllowedIsToldWhichField() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> TargetPermissions.NONE.check(tenant(), queue(ORDERS, null)))
                .satisfies(refused -> assertThat(refused.field()).isEqualTo("destination.arn"));
        TargetPermissions.NONE.check(tenant(ORDERS), queue(ORDERS, null));
    }

    @Test
    void anExternalIdIsOfOneTenantOnlyAndTellsNothingOfItsUid() {
        var acme = TestTenants.of("acme");
        var again = TestTenants.of("acme");

        assertThat(acme.externalId()).hasSize(26).isNotEqualTo(again.externalId());
        assertThat(acme.externalId())
                .isEqualTo(new Tenant(acme.uid(), "acme", "Renamed", acme.createdAt()).externalId())
                .isNotEqualTo(acme.uid().value().text());
    }

    private static Tenant tenant(String... destinations) {
        return new Tenant(TestTenants.uid(), "acme", "Acme", TestClock.START, patterns(destinations));
    }

    private static List<ArnPattern> patterns(String... texts) {
        return Arrays.stream(texts).map(ArnPattern::new).toList();
    }

    private static Destination.Queue queue(String arn, @Nullable String role) {
        return new Destination.Queue(
                Arn.parse(arn), Optional.ofNullable(role).map(Arn::parse).orElse(null));
    }
}
