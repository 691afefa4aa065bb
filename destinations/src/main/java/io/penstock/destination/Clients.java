package io.penstock.destination;

import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/// The services, by region: `eu-west-1`, say.
interface Clients extends AutoCloseable {
    SqsClient queues(String region);

    SnsClient topics(String region);

    EventBridgeClient buses(String region);

    LambdaClient functions(String region);

    StsClient roles(String region);

    @Override
    void close();
}
