package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.delivery.DeliveryMessage;
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
            // With n under way, another one may start while n < (64 - n) / 8.
            assertThat(gateway.allDue()).hasSize(7);

            plan(gateway, 20, 2);
            assertThat(gateway.allDue()).hasSize(6).allMatch(of(2));
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
                    .hasSize(16)
                    .extracting(DeliveryMessage::subscription)
                    .doesNotHaveDuplicates();
        }
    }

    private static Predicate<DeliveryMessage> of(int subscription) {
        return message -> message.subscription().equals(Samples.subscription(subscription));
    }
}
