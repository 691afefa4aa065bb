package io.penstock.aws;

import java.net.SocketTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/// What goes wrong with requests to AWS.
final class Failures {
    private Failures() {}

    static AwsServiceException answer(int status, String code) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .message(code)
                .build();
    }

    static AwsServiceException throttled() {
        return answer(400, "ThrottlingException");
    }

    static AwsServiceException serviceError() {
        return answer(500, "InternalServerError");
    }

    static AwsServiceException denied() {
        return answer(403, "AccessDeniedException");
    }

    static SdkClientException lostAnswer() {
        return SdkClientException.create("read timed out", new SocketTimeoutException("read timed out"));
    }
}
