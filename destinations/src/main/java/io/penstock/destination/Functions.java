package io.penstock.destination;

import io.penstock.delivery.Targets.Parcel;
import io.penstock.destination.Batches.Accepted;
import io.penstock.destination.Batches.Result;
import io.penstock.event.EventJson;
import io.penstock.subscription.Destination;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;

/// Invokes functions of Lambda, asynchronously.
final class Functions {
    /// Most bytes of a payload
    /// ([quotas](https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)).
    static final int MAX_BYTES = 1_048_576;

    private Functions() {}

    static Batches<Parcel> batches(
            LambdaClient client,
            Destination.Function function,
            AwsRequestOverrideConfiguration configuration,
            Supplier<Duration> took) {
        return new Batches<>(
                "Lambda",
                MAX_BYTES,
                parcel -> EventJson.write(parcel.event()).length,
                parcels -> parcels.stream()
                        .map(parcel -> invoke(client, function, parcel, configuration))
                        .toList(),
                took);
    }

    private static Result invoke(
            LambdaClient client,
            Destination.Function function,
            Parcel parcel,
            AwsRequestOverrideConfiguration configuration) {
        var answer = client.invoke(InvokeRequest.builder()
                .functionName(function.arn().text())
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromByteArrayUnsafe(EventJson.write(parcel.event())))
                .overrideConfiguration(configuration)
                .build());
        return new Accepted(answer.responseMetadata().requestId());
    }
}
