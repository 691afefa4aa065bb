package io.penstock.subscription;

import io.penstock.arn.Arn;
import io.penstock.input.InvalidInputException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which ARNs may stand in a destination, by the rules that each service has for its names.
final class TargetArns {
    private static final String ARN = "arn";
    private static final String ROLE = "roleArn";

    private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}\\.fifo");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\\.fifo");
    private static final Pattern BUS = Pattern.compile("event-bus/[A-Za-z0-9._/-]{1,256}");
    private static final Pattern FUNCTION =
            Pattern.compile("function:[A-Za-z0-9_-]{1,64}(:(\\$LATEST|[A-Za-z0-9_-]{1,128}))?");
    private static final Pattern NAMED_ROLE = Pattern.compile("role/[A-Za-z0-9+=,.@_/-]{1,450}");

    private TargetArns() {}

    static void checkQueue(Arn arn) {
        check(arn, "sqs", QUEUE, "a queue: arn:aws:sqs:eu-west-1:123456789012:orders");
    }

    static void checkTopic(Arn arn) {
        check(arn, "sns", TOPIC, "a topic: arn:aws:sns:eu-west-1:123456789012:orders");
    }

    static void checkBus(Arn arn) {
        check(arn, "events", BUS, "an event bus: arn:aws:events:eu-west-1:123456789012:event-bus/orders");
    }

    static void checkFunction(Arn arn) {
        check(
                arn,
                "lambda",
                FUNCTION,
                "a function, or of a version or alias of one: arn:aws:lambda:eu-west-1:123456789012:function:orders");
    }

    private static void check(Arn arn, String service, Pattern resource, String wanted) {
        boolean fits = arn.service().equals(service)
                && !arn.region().isEmpty()
                && !arn.account().isEmpty()
                && resource.matcher(arn.resource()).matches();
        if (!fits) {
            throw new InvalidInputException(ARN, "must be that of " + wanted);
        }
    }

    static void checkRole(@Nullable Arn role) {
        if (role == null) {
            return;
        }
        boolean fits = role.service().equals("iam")
                && role.region().isEmpty()
                && !role.account().isEmpty()
                && NAMED_ROLE.matcher(role.resource()).matches();
        if (!fits) {
            throw new InvalidInputException(ROLE, "must be that of a role: arn:aws:iam::123456789012:role/penstock");
        }
    }
}
