package io.penstock.arn;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.util.regex.Pattern;

/// The [name of an AWS resource](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html):
/// `arn:partition:service:region:account:resource`.
///
/// @param partition `aws`, `aws-cn`, …
/// @param service `sqs`, say
/// @param region `eu-west-1`, say; empty where the service knows none
/// @param account twelve digits; empty where the service needs none
/// @param resource all the rest, which may hold colons: `function:orders:live`
public record Arn(String partition, String service, String region, String account, String resource) {
    /// Longest text, in characters.
    public static final int MAX_LENGTH = 512;

    /// How many components there are, with the first, `arn`.
    static final int COMPONENTS = 6;

    private static final Pattern TEXT = Pattern.compile("[!-~]{1," + MAX_LENGTH + "}");
    private static final Pattern PARTITION = Pattern.compile("aws(-[a-z0-9]+)*");
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9-]{1,63}");

    /// The names of regions become parts of hosts' names: nothing else may stand there.
    private static final Pattern REGION = Pattern.compile("([a-z]{2,4}(-[a-z]{1,20}){1,3}-[0-9]{1,2})?");

    private static final Pattern ACCOUNT = Pattern.compile("([0-9]{12})?");

    /// @throws InvalidInputException if one of them cannot stand there
    public Arn {
        check("partition", PARTITION, partition);
        check("service", SERVICE, service);
        check("region", REGION, region);
        check("account", ACCOUNT, account);
        check("resource", TEXT, resource);
    }

    private static void check(String component, Pattern pattern, String value) {
        if (!pattern.matcher(requireNonNull(value, component)).matches()) {
            throw new InvalidInputException(
                    "",
                    "is no ARN (arn:partition:service:region:account:resource): its %s is '%s'"
                            .formatted(component, InvalidInputException.excerpt(value)));
        }
    }

    /// Reads what [#text] writes.
    ///
    /// @throws InvalidInputException if `text` is anything else
    public static Arn parse(String text) {
        var parts = text.split(":", COMPONENTS);
        if (!TEXT.matcher(text).matches() || parts.length < COMPONENTS || !parts[0].equals("arn")) {
            throw new InvalidInputException(
                    "",
                    "must be an ARN, arn:partition:service:region:account:resource, of at most %d visible ASCII characters"
                            .formatted(MAX_LENGTH));
        }
        return new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]);
    }

    /// As AWS writes it.
    public String text() {
        return String.join(":", "arn", partition, service, region, account, resource);
    }

    @Override
    public String toString() {
        return text();
    }
}
