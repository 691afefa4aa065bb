package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.arn.Arn;
import io.penstock.input.InvalidInputException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which ARNs are those of targets.
class TargetTest {
    private static final Arn ROLE = Arn.parse("arn:aws:iam::123456789012:role/penstock");
    private static final Arn BUS = Arn.parse("arn:aws:events:eu-west-1:123456789012:event-bus/orders");

    @ParameterizedTest
    @ValueSource(strings = {"orders", "Orders_2-EU", "orders.fifo"})
    void aQueueHasTheNameOfAQueue(String name) {
        var arn = Arn.parse("arn:aws:sqs:eu-west-1:123456789012:" + name);

        assertThat(new Destination.Queue(arn, ROLE).arn()).isEqualTo(arn);
        assertThat(new Destination.Queue(arn, null).role()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:sns:eu-west-1:123456789012:orders",
                "arn:aws:sqs::123456789012:orders",
                "arn:aws:sqs:eu-west-1::orders",
                "arn:aws:sqs:eu-west-1:123456789012:orders/more",
                "arn:aws:sqs:eu-west-1:123456789012:orders.fifo.fifo",
                "arn:aws:sqs:eu-west-1:123456789012:.fifo",
                "arn:aws:sqs:eu-west-1:123456789012:orders*",
                "arn:aws:sqs:eu-west-1:123456789012:q0123456789012345678901234567890123456789012345678901234567890123456789"
                        + "01234567890"
            })
    void whatIsNoQueueIsRefused(String arn) {
        assertRefused("arn", "arn:aws:sqs:", () -> new Destination.Queue(Arn.parse(arn), null));
    }

    @Test
    void topicsBusesAndFunctionsHaveNamesOfTheirOwnServices() {
        var topic = Arn.parse("arn:aws:sns:eu-west-1:123456789012:orders.fifo");
        var function = Arn.parse("arn:aws:lambda:eu-west-1:123456789012:function:orders:$LATEST");

        assertThat(new Destination.Topic(topic, null).arn()).isEqualTo(topic);
        assertThat(new Destination.Function(function, null).arn()).isEqualTo(function);
        assertThat(bus(null, null).arn()).isEqualTo(BUS);
        assertRefused("arn", "arn:aws:sns:", () -> new Destination.Topic(function, null));
        assertRefused("arn", "arn:aws:lambda:", () -> new Destination.Function(topic, null));
        assertRefused("arn", "event-bus/", () -> new Destination.Bus(topic, null, null, null, Destination.Mode.BINARY));
        assertRefused(
                "arn",
                "arn:aws:lambda:",
                () -> new Destination.Function(
                        Arn.parse("arn:aws:lambda:eu-west-1:123456789012:layer:orders:1"), null));
    }

    @Test
    void aRoleIsARole() {
        var queue = Arn.parse("arn:aws:sqs:eu-west-1:123456789012:orders");

        assertRefused(
                "roleArn",
                "role/",
                () -> new Destination.Queue(queue, Arn.parse("arn:aws:iam::123456789012:user/penstock")));
        assertRefused("roleArn", "role/", () -> new Destination.Queue(queue, queue));
    }

    @Test
    void whatEntriesOfABusAreCalledIsLimited() {
        assertThat(bus("s".repeat(256), "d".repeat(128)).detailType()).hasSize(128);
        assertRefused("source", "256", () -> bus("s".repeat(257), null));
        assertRefused("source", "256", () -> bus(" ", null));
        assertRefused("source", "for AWS", () -> bus("aws.s3", null));
        assertRefused("detailType", "128", () -> bus(null, "ä".repeat(65)));
    }

    @Test
    void aLongerTargetTakesMoreMemory() {
        assertThat(bus("shop", "order").bytes()).isGreaterThan(bus(null, null).bytes());
        assertThat(new Destination.Queue(Arn.parse("arn:aws:sqs:eu-west-1:123456789012:orders"), ROLE).bytes())
                .isGreaterThan(
                        new Destination.Queue(Arn.parse("arn:aws:sqs:eu-west-1:123456789012:orders"), null).bytes());
    }

    private static Destination.Bus bus(@Nullable String source, @Nullable String detailType) {
        return new Destination.Bus(BUS, null, source, detailType, Destination.Mode.BINARY);
    }

    private static void assertRefused(String field, String hint, ThrowingCallable making) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(making)
                .withMessageContaining(hint)
                .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
    }
}
