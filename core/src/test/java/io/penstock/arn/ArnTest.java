package io.penstock.arn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.input.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArnTest {
    @Test
    void anArnHasSixComponentsOfWhichTheLastMayHoldColons() {
        var arn = Arn.parse("arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:orders:live");

        assertThat(arn)
                .isEqualTo(new Arn("aws-us-gov", "lambda", "us-gov-west-1", "123456789012", "function:orders:live"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:sqs:eu-west-1:123456789012:orders.fifo",
                "arn:aws-cn:sns:cn-northwest-1:123456789012:orders",
                "arn:aws-eusc:sqs:eusc-de-east-1:123456789012:orders",
                "arn:aws-iso-b:sqs:us-isob-east-1:123456789012:orders",
                "arn:aws:events:ap-southeast-2:123456789012:event-bus/partner/a.b",
                "arn:aws:iam::123456789012:role/path/name+=,.@-_",
                "arn:aws:s3:::bucket"
            })
    void whatIsReadIsWrittenTheSame(String text) {
        assertThat(Arn.parse(text).text()).isEqualTo(text);
        assertThat(Arn.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "orders",
                "arn",
                "arn:aws:sqs:eu-west-1:123456789012",
                "arn:aws:sqs:eu-west-1:123456789012:",
                "ARN:aws:sqs:eu-west-1:123456789012:orders",
                "arn:amazon:sqs:eu-west-1:123456789012:orders",
                "arn::sqs:eu-west-1:123456789012:orders",
                "arn:aws::eu-west-1:123456789012:orders",
                "arn:aws:sqs:eu-west-1:12345678901:orders",
                "arn:aws:sqs:eu-west-1:12345678901x:orders",
                "arn:aws:sqs:eu-west-1.evil.example/:123456789012:orders",
                "arn:aws:sqs:evil.example#-eu-west-1:123456789012:orders",
                "arn:aws:sqs:eu-west:123456789012:orders",
                "arn:aws:sqs:*:123456789012:orders",
                "arn:aws:sqs:eu-west-1:123456789012:orders and more",
                "arn:aws:sqs:eu-west-1:123456789012:orders\n",
                "arn:aws:sqs:eu-west-1:123456789012:größe",
                "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
            })
    void whatIsNoArnIsRefused(String text) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> Arn.parse(text))
                .withMessageContaining("arn:partition:service");
    }

    @Test
    void anArnHasAtMost512Characters() {
        var longest = "arn:aws:iam::123456789012:role/" + "r".repeat(Arn.MAX_LENGTH - 31);

        assertThat(Arn.parse(longest).text()).hasSize(512);
        assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> Arn.parse(longest + "r"));
    }
}
