package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.identity.Id128;
import io.penstock.tenant.TenantUid;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FairnessTest {
    @TempDir
    Path directory;

    private static void plan(EngineFixture gateway, int count, int subscription) {
        for (int i = 0; i < count; i++) {
            gateway.plan("%d-%d".formatted(subscription, i), subscription);
        }
    }

    @Test
    void aSubscriptionHasNoMoreAttemptsAtOnceThanItsLimit() {
        try (var gateway = new EngineFixture(directory, options -> options.withAttempts(3, 100))) {
            plan(gateway, 10, 1);

            var underWay = gateway.allDue();
            assertThat(underWay).hasSize(3);
            gateway.deliver(underWay.getFirst());
            assertThat(gateway.allDue()).hasSize(1);
        }
    }

    @Test
    void oneThatHangsLeavesMostToTheOthers() {
        try (var gateway = new EngineFixture(directory, options -> options.withAttempts(64, 64))) {
            plan(gateway, 64, 1);
            // With n under way, of which all are the tenant's, another one may start while n < (64 - 2n) / 8.
            assertThat(gateway.allDue()).hasSize(6);

            plan(gateway, 20, 2);
            assertThat(gateway.allDue()).hasSize(5).allMatch(of(2));
        }
    }

    @Test
    void thoseWithTheFewestAttemptsUnderWayAreNext() {
        try (var gateway = new EngineFixture(directory, options -> options.withAttempts(64, 1_000))) {
            plan(gateway, 20, 1);
            for (int i = 0; i < 10; i++) {
                assertThat(gateway.taken()).matches(of(1));
            }
            plan(gateway, 5, 2);
            plan(gateway, 5, 3);

            for (int i = 0; i < 5; i++) {
                assertThat(Stream.of(gateway.taken(), gateway.taken())
                                .map(DeliveryMessage::subscription)
                                .collect(Collectors.toSet()))
                        .containsExactlyInAnyOrder(Samples.subscription(2), Samples.subscription(3));
            }
            assertThat(gateway.taken()).matches(of(1));
        }
    }

    @Test
    void everyOneOfManyThatHangGetsOneAttemptWhileThereAreAny() {
        try (var gateway = new EngineFixture(directory, options -> options.withAttempts(16, 16))) {
            for (int i = 1; i <= 20; i++) {
                plan(gateway, 2, i);
            }

            assertThat(gateway.allDue())
                    .hasSize(8)
                    .extracting(DeliveryMessage::subscription)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aTenantOfWhichEverythingHangsLeavesHalfToTheOthers() {
        try (var gateway = new EngineFixture(directory, options -> options.withAttempts(8, 64))) {
            for (int i = 1; i <= 200; i++) {
                plan(gateway, 1, i);
            }
            assertThat(gateway.allDue()).hasSize(32);

            var others = new TenantUid(new Id128(1, 2));
            for (int i = 0; i < 10; i++) {
                var event = Samples.event("theirs-" + i);
                gateway.plan(Samples.planned(others, event, gateway.clock.instant(), 1_000));
            }
            assertThat(gateway.allDue()).hasSize(3).allMatch(of(1_000));
        }
    }

    @Test
    void everyOneOfManyTenantsThatHangGetsOneAttemptWhileThereAreAny() {
        try (var gateway = new EngineFixture(directory, options -> options.withAttempts(16, 16))) {
            for (int i = 1; i <= 20; i++) {
                var tenant = new TenantUid(new Id128(3, i));
                for (int event = 0; event < 5; event++) {
                    gateway.plan(Samples.planned(
                            tenant, Samples.event("event-" + event), gateway.clock.instant(), 2 * i, 2 * i + 1));
                }
            }

            var underWay = gateway.allDue();
            assertThat(underWay)
                    .hasSize(16)
                    .extracting(message -> message.subscription().value().low() / 2)
                    .doesNotHaveDuplicates();

            // Whoever has had none is next, not whoever has had one.
            gateway.deliver(underWay.getFirst());
            assertThat(gateway.taken().subscription().value().low() / 2).isEqualTo(17);
        }
    }

    @Test
    void oneWhoseReceiverAnswersIsServedBesideATenantOfWhichEverythingHangs() {
        try (var gateway = new EngineFixture(directory, options -> options.withAttempts(8, 64))) {
            for (int i = 1; i <= 200; i++) {
                plan(gateway, 1, i);
            }
            gateway.allDue();
            var others = new TenantUid(new Id128(1, 2));
            for (int i = 0; i < 50; i++) {
                gateway.plan(Samples.planned(others, Samples.event("theirs-" + i), gateway.clock.instant(), 1_000));
            }

            int delivered = 0;
            for (var message = gateway.next(); message != null; message = gateway.next()) {
                assertThat(message).matches(of(1_000));
                gateway.deliver(message);
                delivered++;
            }
            assertThat(delivered).isEqualTo(50);
        }
    }

    private static Predicate<DeliveryMessage> of(int subscription) {
        return message -> message.subscription().equals(Samples.subscription(subscription));
    }
}
