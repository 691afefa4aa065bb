package io.penstock.destination;

import io.penstock.delivery.Targets.Answer;
import io.penstock.delivery.Targets.Failed;
import io.penstock.delivery.Targets.Unfit;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/// What the errors of the services mean. Their codes stand in the references of the services'
/// [APIs](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html).
final class Errors {
    /// What no retry can help, for this event: it is too large, or holds characters that the service does not take.
    private static final Set<String> UNFIT = Set.of(
            "InvalidMessageContents",
            "BatchRequestTooLong",
            "RequestTooLargeException",
            "RequestEntityTooLargeException",
            "MalformedDetail",
            "InvalidRequestContentException");

    /// What one item of a batch may have brought upon all of it.
    private static final Set<String> INVALID = Set.of(
            "InvalidParameter",
            "InvalidParameterException",
            "InvalidParameterValue",
            "InvalidParameterValueException",
            "ValidationError",
            "ValidationException");

    /// What says that the credentials are wrong, not what they are allowed.
    private static final Set<String> CREDENTIALS = Set.of(
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException");

    private Errors() {}

    /// Whether a batch that failed so may do better item by item.
    static boolean isOfAnItem(SdkException failure) {
        return failure instanceof AwsServiceException answer
                && (UNFIT.contains(code(answer)) || INVALID.contains(code(answer)));
    }

    /// Whether the credentials themselves were refused.
    static boolean isOfCredentials(SdkException failure) {
        return failure instanceof AwsServiceException answer && CREDENTIALS.contains(code(answer));
    }

    /// What an item's own error means.
    static Answer answer(String service, String code, String message, Duration took) {
        return UNFIT.contains(code)
                ? new Unfit("%s takes no such event: %s".formatted(service, code), took)
                : new Failed("%s answered %s".formatted(service, code), null, message, took);
    }

    /// What the failure of a request means for what was in it.
    ///
    /// @throws IllegalStateException if it says nothing about the target: this was told to stop
    static Answer answer(String service, SdkException failure, Duration took) {
        return switch (failure) {
            case ApiCallTimeoutException _, ApiCallAttemptTimeoutException _ ->
                new Failed("%s did not answer in time".formatted(service), null, "", took);
            case AbortedException e -> throw new IllegalStateException("interrupted while waiting for " + service, e);
            case AwsServiceException answer -> {
                var code = code(answer);
                yield UNFIT.contains(code)
                        ? new Unfit("%s takes no such event: %s".formatted(service, code), took)
                        : new Failed(
                                "%s answered %s".formatted(service, code),
                                answer.statusCode() == 0 ? null : answer.statusCode(),
                                message(answer),
                                took);
            }
            case SdkException e ->
                new Failed(
                        "%s could not be reached".formatted(service), null, Objects.toString(e.getMessage(), ""), took);
        };
    }

    private static String code(AwsServiceException answer) {
        var details = answer.awsErrorDetails();
        var code = details == null ? null : details.errorCode();
        return code == null ? "status " + answer.statusCode() : code;
    }

    private static String message(AwsServiceException answer) {
        var details = answer.awsErrorDetails();
        return Objects.toString(details == null ? null : details.errorMessage(), "");
    }
}
