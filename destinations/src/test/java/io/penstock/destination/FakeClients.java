package io.penstock.destination;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/// Services that answer what a test has told them to, one request after the other, and keep every request.
final class FakeClients implements Clients {
    private final Queue<Function<AwsRequest, Object>> answers = new ArrayDeque<>();
    private final List<AwsRequest> requests = new ArrayList<>();
    private final List<String> regions = new ArrayList<>();
    private boolean closed;

    FakeClients answer(Object response) {
        answers.add(_ -> response);
        return this;
    }

    /// Answers what `answer` gets.
    FakeClients answer(Supplier<Object> answer) {
        answers.add(_ -> answer.get());
        return this;
    }

    FakeClients fail(RuntimeException failure) {
        answers.add(_ -> {
            throw failure;
        });
        return this;
    }

    /// Answers with an error of the service.
    FakeClients fail(int status, String code) {
        return fail(AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("what it says of " + code)
                        .build())
                .build());
    }

    List<AwsRequest> requests() {
        return requests;
    }

    List<String> regions() {
        return regions;
    }

    boolean isClosed() {
        return closed;
    }

    private <T> T next(AwsRequest request, Class<T> type) {
        requests.add(request);
        var answer = answers.poll();
        if (answer == null) {
            if (request instanceof SendMessageBatchRequest sent) {
                return type.cast(taken(sent));
            }
            throw new AssertionError("a request that no answer was told for: " + request);
        }
        return type.cast(answer.apply(request));
    }

    /// What SQS answers that takes everything.
    static SendMessageBatchResponse taken(SendMessageBatchRequest request) {
        return SendMessageBatchResponse.builder()
                .successful(request.entries().stream()
                        .map(entry -> SendMessageBatchResultEntry.builder()
                                .id(entry.id())
                                .messageId("message-" + entry.id())
                                .build())
                        .toList())
                .build();
    }

    @Override
    public SqsClient queues(String region) {
        regions.add(region);
        return new SqsClient() {
            @Override
            public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
                return next(request, SendMessageBatchResponse.class);
            }

            @Override
            public String serviceName() {
                return "sqs";
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public SnsClient topics(String region) {
        regions.add(region);
        return new SnsClient() {
            @Override
            public PublishBatchResponse publishBatch(PublishBatchRequest request) {
                return next(request, PublishBatchResponse.class);
            }

            @Override
            public String serviceName() {
                return "sns";
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public EventBridgeClient buses(String region) {
        regions.add(region);
        return new EventBridgeClient() {
            @Override
            public PutEventsResponse putEvents(PutEventsRequest request) {
                return next(request, PutEventsResponse.class);
            }

            @Override
            public String serviceName() {
                return "events";
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public LambdaClient functions(String region) {
        regions.add(region);
        return new LambdaClient() {
            @Override
            public InvokeResponse invoke(InvokeRequest request) {
                return next(request, InvokeResponse.class);
            }

            @Override
            public String serviceName() {
                return "lambda";
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public StsClient roles(String region) {
        regions.add(region);
        return new StsClient() {
            @Override
            public AssumeRoleResponse assumeRole(AssumeRoleRequest request) {
                return next(request, AssumeRoleResponse.class);
            }

            @Override
            public String serviceName() {
                return "sts";
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        closed = true;
    }
}
