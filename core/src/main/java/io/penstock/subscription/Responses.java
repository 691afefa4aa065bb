package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import java.util.List;

/// What the status of a webhook's answer means. Whatever is in neither set has failed, and is tried again.
///
/// @param success the receiver has the event; at least one
/// @param refused no retry can help; 410 among them also disables the subscription
public record Responses(StatusSet success, StatusSet refused) {
    /// Any 2xx is a success, and only 410 is final.
    public static final Responses STANDARD =
            new Responses(new StatusSet(List.of("2xx")), new StatusSet(List.of("410")));

    /// @throws InvalidInputException naming the field, if there is no success, or a status means both
    public Responses {
        requireNonNull(refused, "refused is null");
        if (success.patterns().isEmpty()) {
            throw new InvalidInputException("success", "must have a status: nothing would ever be delivered");
        }
        if (refused.overlaps(success)) {
            throw new InvalidInputException(
                    "final", "has a status that is in 'success', too; take it from one of them");
        }
    }
}
