package io.penstock.arn;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.util.List;
import java.util.regex.Pattern;

/// Which resources are meant: an ARN in whose components `*` stands for any characters, none included. Each component is
/// compared with its like, as by IAM's
/// [ArnLike](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html): a
/// `*` never reaches over a colon, but for those of the last component.
///
/// @param text as it is written: `arn:aws:sqs:*:123456789012:orders-*`
public record ArnPattern(String text) {
    private static final String ANY = "*";
    private static final Pattern TEXT = Pattern.compile("[!-~]{1," + Arn.MAX_LENGTH + "}");

    /// @throws InvalidInputException if `text` is no pattern
    public ArnPattern {
        requireNonNull(text, "text is null");
        var parts = split(text);
        if (!TEXT.matcher(text).matches()
                || parts.size() < Arn.COMPONENTS
                || !parts.getFirst().equals("arn")) {
            throw new InvalidInputException(
                    "",
                    "must be an ARN in which '*' stands for any characters (arn:aws:sqs:*:123456789012:orders-*), with all six components, of at most %d visible ASCII characters"
                            .formatted(Arn.MAX_LENGTH));
        }
    }

    private static List<String> split(String text) {
        return List.of(text.split(":", Arn.COMPONENTS));
    }

    /// Whether `arn` is meant.
    public boolean matches(Arn arn) {
        var patterns = split(text);
        var components = split(arn.text());
        for (int i = 0; i < Arn.COMPONENTS; i++) {
            if (!matches(patterns.get(i), components.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// Looks for each piece between two stars where it comes first, which leaves the most for the rest: so no text makes
    /// this take longer than their lengths multiplied.
    private static boolean matches(String pattern, String text) {
        int star = pattern.indexOf(ANY);
        if (star < 0) {
            return pattern.equals(text);
        }
        int last = pattern.lastIndexOf(ANY);
        var head = pattern.substring(0, star);
        var tail = pattern.substring(last + 1);
        int end = text.length() - tail.length();
        if (end < head.length() || !text.startsWith(head) || !text.endsWith(tail)) {
            return false;
        }
        int at = head.length();
        for (var piece : pattern.substring(star, last + 1).split("\\*", -1)) {
            int found = text.indexOf(piece, at);
            if (found < 0 || found + piece.length() > end) {
                return false;
            }
            at = found + piece.length();
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
