package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.input.InvalidInputException;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import org.junit.jupiter.api.Test;

class SubscriptionRoomTest {
    private final SubscriptionRoom room = new SubscriptionRoom(new SubscriptionLimits(2, 100, 150));
    private final TenantUid tenant = TestTenants.uid();
    private final TenantUid other = TestTenants.uid();

    @Test
    void ofTwoThatWantTheLastPlaceAtOnceOneGetsIt() {
        room.take(tenant, 1, 10);
        var last = room.take(tenant, 1, 10);

        assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> room.take(tenant, 1, 10));

        last.giveBack();
        assertThatCode(() -> room.take(tenant, 1, 10)).doesNotThrowAnyException();
    }

    @Test
    void whatTakesNoMoreIsDoneEvenPastTheLimits() {
        room.count(TestSubscriptions.of(tenant, "larger-than-the-limit"));

        assertThatCode(() -> room.take(tenant, 0, 0)).doesNotThrowAnyException();
        assertThatCode(() -> room.take(tenant, 0, -10)).doesNotThrowAnyException();
        assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> room.take(tenant, 0, 1));
    }

    @Test
    void whatATenantHasTakenGoesWithItAndIsNotGivenBackTwice() {
        room.take(tenant, 1, 60);
        var underWay = room.take(tenant, 1, 40);
        assertThatExceptionOfType(NoRoomException.class).isThrownBy(() -> room.take(other, 1, 60));

        room.ended(tenant);
        underWay.giveBack();

        room.take(other, 1, 100);
        assertThatExceptionOfType(NoRoomException.class).isThrownBy(() -> room.take(TestTenants.uid(), 1, 60));
        assertThatCode(() -> room.take(TestTenants.uid(), 1, 50)).doesNotThrowAnyException();
    }
}
