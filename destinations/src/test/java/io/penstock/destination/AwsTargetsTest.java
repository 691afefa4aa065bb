package io.penstock.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.penstock.arn.Arn;
import io.penstock.delivery.Targets.Failed;
import io.penstock.delivery.Targets.Shipment;
import io.penstock.delivery.Targets.Taken;
import io.penstock.delivery.Targets.Unfit;
import io.penstock.event.EventJson;
import io.penstock.subscription.Destination;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TestTenants;
import io.penstock.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.DefaultAwsResponseMetadata;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaResponseMetadata;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;

class AwsTargetsTest {
    private static final AwsCredentialsProvider OWN =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("own-id", "own-secret"));

    private final TestClock clock = new TestClock();
    private final FakeClients clients = new FakeClients();
    private final AwsTargets targets = new AwsTargets(clients, OWN, clock);

    @Test
    void aQueueTakesABatchInOneRequest() {
        var shipment = Parcels.shipment(Parcels.QUEUE, 3);

        var answers = targets.send(shipment);

        assertThat(answers)
                .extracting(answer -> ((Taken) answer).receipt())
                .containsExactly("message-0", "message-1", "message-2");
        assertThat(clients.regions()).containsExactly("eu-west-1");
        var request = (SendMessageBatchRequest) clients.requests().getFirst();
        assertThat(request.queueUrl()).isEqualTo("https://sqs.eu-west-1.amazonaws.com/123456789012/orders");
        assertThat(request.entries()).hasSize(3);
        var entry = request.entries().get(1);
        assertThat(entry.messageBody())
                .isEqualTo(new String(EventJson.write(shipment.parcels().get(1).event()), StandardCharsets.UTF_8));
        assertThat(entry.messageAttributes()).hasEntrySatisfying("ce_type", value -> {
            assertThat(value.stringValue()).isEqualTo("order.created");
            assertThat(value.dataType()).isEqualTo("String");
        });
        assertThat(entry.messageGroupId()).isNull();
        assertThat(configuration(request).apiCallTimeout()).hasValue(Parcels.TIMEOUT);
        assertThat(configuration(request).credentialsProvider()).isEmpty();
    }

    @Test
    void aFifoQueueIsToldOrderAndRepetition() {
        var queue = new Destination.Queue(Arn.parse(Parcels.QUEUE.arn() + ".fifo"), null);
        var parcel = Parcels.parcel(Parcels.event("{}"));

        targets.send(Parcels.shipment(queue, parcel));

        var entry = ((SendMessageBatchRequest) clients.requests().getFirst())
                .entries()
                .getFirst();
        assertThat(entry.messageGroupId())
                .isEqualTo(parcel.message().subscription().toString());
        assertThat(entry.messageDeduplicationId())
                .isEqualTo(parcel.message().delivery().text());
    }

    @Test
    void eachMessageOfABatchHasAnOutcomeOfItsOwn() {
        clients.answer(SendMessageBatchResponse.builder()
                .successful(SendMessageBatchResultEntry.builder()
                        .id("2")
                        .messageId("m")
                        .build())
                .failed(
                        BatchResultErrorEntry.builder()
                                .id("0")
                                .code("InternalError")
                                .message("later")
                                .build(),
                        BatchResultErrorEntry.builder()
                                .id("1")
                                .code("InvalidMessageContents")
                                .senderFault(true)
                                .build())
                .build());

        var answers = targets.send(Parcels.shipment(Parcels.QUEUE, 4));

        assertThat(answers.get(0)).isEqualTo(new Failed("SQS answered InternalError", null, "later", Duration.ZERO));
        assertThat(answers.get(1))
                .isEqualTo(new Unfit("SQS takes no such event: InvalidMessageContents", Duration.ZERO));
        assertThat(answers.get(2)).isEqualTo(new Taken("m", Duration.ZERO));
        assertThat(answers.get(3)).isInstanceOf(Failed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied",
        "400, QueueDoesNotExist",
        "400, ThrottlingException",
        "500, InternalFailure",
        "503, ServiceUnavailable"
    })
    void whatTheServiceSaysIsTheReceiversFailure(int status, String code) {
        clients.fail(status, code);

        var answers = targets.send(Parcels.shipment(Parcels.QUEUE, 2));

        assertThat(answers)
                .containsOnly(new Failed("SQS answered " + code, status, "what it says of " + code, Duration.ZERO));
        assertThat(clients.requests()).hasSize(1);
    }

    @Test
    void whoCannotBeReachedOrDoesNotAnswerFails() {
        clients.fail(SdkClientException.create("Connection refused")).fail(ApiCallTimeoutException.create(7_000));

        assertThat(targets.send(Parcels.shipment(Parcels.QUEUE, 1)))
                .containsExactly(new Failed("SQS could not be reached", null, "Connection refused", Duration.ZERO));
        assertThat(targets.send(Parcels.shipment(Parcels.QUEUE, 1)))
                .containsExactly(new Failed("SQS did not answer in time", null, "", Duration.ZERO));
    }

    @Test
    void withoutCredentialsNothingIsSentAndItIsAFailureOfOurOwn() {
        var none = new AwsTargets(
                clients,
                () -> {
                    throw SdkClientException.create("Unable to load credentials");
                },
                clock);

        assertThatIllegalStateException()
                .isThrownBy(() -> none.send(Parcels.shipment(Parcels.QUEUE, 1)))
                .withMessageContaining("no credentials");
        assertThat(clients.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ExpiredToken", "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch"})
    void ownCredentialsThatAreRefusedAreAFailureOfOurOwn(String code) {
        clients.fail(403, code).fail(403, code);

        assertThatIllegalStateException().isThrownBy(() -> targets.send(Parcels.shipment(Parcels.QUEUE, 2)));
        assertThatIllegalStateException().isThrownBy(() -> targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 2)));
    }

    @Test
    void whoIsToldToStopHasAFailureOfItsOwn() {
        clients.fail(AbortedException.create("Thread was interrupted"));

        assertThatIllegalStateException().isThrownBy(() -> targets.send(Parcels.shipment(Parcels.QUEUE, 1)));
    }

    @Test
    void whatIsTooLargeIsNotSentAndTheOthersAre() {
        var shipment = Parcels.shipment(
                Parcels.QUEUE,
                Parcels.small(1).getFirst(),
                Parcels.large(1_048_300),
                Parcels.small(1).getFirst());

        var answers = targets.send(shipment);

        assertThat(answers.get(0)).isInstanceOf(Taken.class);
        assertThat(answers.get(1))
                .isInstanceOfSatisfying(
                        Unfit.class, unfit -> assertThat(unfit.reason()).contains("1,048,576", "SQS"));
        assertThat(answers.get(2)).isInstanceOf(Taken.class);
        assertThat(clients.requests()).hasSize(1);
    }

    @Test
    void aBatchThatIsTooLargeTogetherGoesInSeveralRequests() {
        var shipment =
                Parcels.shipment(Parcels.QUEUE, Parcels.large(400_000), Parcels.large(400_000), Parcels.large(400_000));

        assertThat(targets.send(shipment)).hasOnlyElementsOfType(Taken.class);

        assertThat(clients.requests())
                .extracting(
                        request -> ((SendMessageBatchRequest) request).entries().size())
                .containsExactly(2, 1);
    }

    @Test
    void whatOneMessageBringsUponABatchIsItsOwn() {
        clients.fail(400, "InvalidMessageContents").fail(400, "InvalidMessageContents");

        var answers = targets.send(Parcels.shipment(Parcels.QUEUE, 3));

        assertThat(answers.get(0)).isInstanceOf(Unfit.class);
        assertThat(answers.get(1)).isInstanceOf(Taken.class);
        assertThat(answers.get(2)).isInstanceOf(Taken.class);
        assertThat(clients.requests()).hasSize(4);
    }

    @Test
    void howLongItTookIsSaid() {
        clients.answer(() -> {
            clock.advance(Duration.ofMillis(250));
            throw SdkClientException.create("Connection reset");
        });

        assertThat(targets.send(Parcels.shipment(Parcels.QUEUE, 1)).getFirst().took())
                .isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void whatAssumingTheRoleTakesIsMissingForTheRest() {
        clients.answer(() -> {
            var session = session("first");
            clock.advance(Duration.ofSeconds(3));
            return session;
        });
        targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 1));

        assertThat(configuration(clients.requests().getLast()).apiCallTimeout()).hasValue(Duration.ofSeconds(4));
    }

    @Test
    void aRoleThatTakesAllTheTimeLeavesNoneForTheRest() {
        clients.answer(() -> {
            clock.advance(Parcels.TIMEOUT);
            return session("first");
        });

        assertThat(targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 1)))
                .containsExactly(new Failed("assuming the role has taken all the time", null, "", Parcels.TIMEOUT));
        assertThat(clients.requests()).hasSize(1);
    }

    @Test
    void aTopicTakesABatchInOneRequest() {
        clients.answer(PublishBatchResponse.builder()
                .successful(
                        PublishBatchResultEntry.builder().id("1").messageId("b").build(),
                        PublishBatchResultEntry.builder().id("0").messageId("a").build())
                .failed(software.amazon.awssdk.services.sns.model.BatchResultErrorEntry.builder()
                        .id("2")
                        .code("InternalError")
                        .build())
                .build());

        var answers = targets.send(Parcels.shipment(Parcels.TOPIC, 3));

        assertThat(answers)
                .containsExactly(
                        new Taken("a", Duration.ZERO),
                        new Taken("b", Duration.ZERO),
                        new Failed("SNS answered InternalError", null, "", Duration.ZERO));
        var request = (PublishBatchRequest) clients.requests().getFirst();
        assertThat(request.topicArn()).isEqualTo(Parcels.TOPIC.arn().text());
        assertThat(request.publishBatchRequestEntries().getFirst().messageAttributes())
                .hasEntrySatisfying(
                        "ce_source", value -> assertThat(value.stringValue()).isEqualTo("/shop"));
    }

    @Test
    void aTopicTakesLessThanAQueue() {
        assertThat(targets.send(Parcels.shipment(Parcels.TOPIC, Parcels.large(262_144)))
                        .getFirst())
                .isInstanceOf(Unfit.class);
    }

    @Test
    void aBusTakesABatchInOneRequestButForWhatNoBusTakes() {
        clients.answer(PutEventsResponse.builder()
                .failedEntryCount(1)
                .entries(
                        PutEventsResultEntry.builder().eventId("e").build(),
                        PutEventsResultEntry.builder()
                                .errorCode("ThrottlingException")
                                .errorMessage("slow")
                                .build())
                .build());
        var reserved = Parcels.parcel(Parcels.event("order.created", "aws.shop", "{}", Map.of()));
        var small = Parcels.small(2);

        var answers = targets.send(Parcels.shipment(Parcels.BUS, small.get(0), reserved, small.get(1)));

        assertThat(answers.get(0)).isEqualTo(new Taken("e", Duration.ZERO));
        assertThat(answers.get(1)).isInstanceOf(Unfit.class);
        assertThat(answers.get(2))
                .isEqualTo(new Failed("EventBridge answered ThrottlingException", null, "slow", Duration.ZERO));
        var request = (PutEventsRequest) clients.requests().getFirst();
        assertThat(request.entries()).hasSize(2);
        assertThat(request.entries().getLast().detail()).isEqualTo("{\"n\":1}");
        assertThat(request.entries().getLast().eventBusName())
                .isEqualTo(Parcels.BUS.arn().text());
    }

    @Test
    void aFunctionIsInvokedWithTheEvent() {
        clients.answer(invoked("request-1"));
        var parcel = Parcels.parcel(Parcels.event("{\"a\":1}"));

        assertThat(targets.send(Parcels.shipment(Parcels.FUNCTION, parcel)))
                .containsExactly(new Taken("request-1", Duration.ZERO));

        var request = (InvokeRequest) clients.requests().getFirst();
        assertThat(request.functionName()).isEqualTo(Parcels.FUNCTION.arn().text());
        assertThat(request.invocationType()).isEqualTo(InvocationType.EVENT);
        assertThat(request.payload().asByteArray()).isEqualTo(EventJson.write(parcel.event()));
    }

    private static InvokeResponse invoked(String id) {
        return (InvokeResponse) InvokeResponse.builder()
                .statusCode(202)
                .responseMetadata(
                        LambdaResponseMetadata.create(DefaultAwsResponseMetadata.create(Map.of("AWS_REQUEST_ID", id))))
                .build();
    }

    @Test
    void aRoleIsAssumedInTheTenantsNameWithItsExternalId() {
        clients.answer(session("first"));

        targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 1));

        var request = (AssumeRoleRequest) clients.requests().getFirst();
        assertThat(request.roleArn()).isEqualTo(Parcels.ROLE.text());
        assertThat(request.roleSessionName()).isEqualTo("acme");
        assertThat(request.externalId()).isEqualTo(Parcels.TENANT.externalId());
        assertThat(request.durationSeconds()).isEqualTo(900);
        assertThat(credentials(clients.requests().get(1)))
                .isEqualTo(AwsSessionCredentials.create("first-id", "first-secret", "first-token"));
    }

    @Test
    void aSessionIsKeptUntilShortlyBeforeItsEnd() {
        clients.answer(session("first"));
        targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 1));
        clock.advance(RoleSessions.LIFETIME.minus(RoleSessions.MARGIN).minusMillis(1));
        targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 1));
        clock.advance(Duration.ofMillis(1));
        clients.answer(session("second"));
        targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 1));

        assertThat(clients.requests())
                .filteredOn(request -> request instanceof AssumeRoleRequest)
                .hasSize(2);
        assertThat(credentials(clients.requests().getLast()).accessKeyId()).isEqualTo("second-id");
    }

    @Test
    void aSessionIsOfOneTenantOnly() {
        clients.answer(session("first"));
        targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 1));
        var other = TestTenants.of("b");
        clients.answer(session("second"));

        targets.send(new Shipment(Parcels.QUEUE_BY_ROLE, other, Parcels.small(1), Parcels.TIMEOUT));

        var request = (AssumeRoleRequest) clients.requests().get(2);
        assertThat(request.externalId()).isEqualTo(other.externalId()).isNotEqualTo(Parcels.TENANT.externalId());
        assertThat(request.roleSessionName()).isEqualTo("tenant=b");
        assertThat(credentials(clients.requests().getLast()).accessKeyId()).isEqualTo("second-id");
    }

    @Test
    void aTenantThatIsMadeAgainIsAnother() {
        clients.answer(session("first"));
        targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 1));
        var again = new Tenant(TestTenants.uid(), "acme", "Acme", TestClock.START);
        clients.answer(session("second"));

        targets.send(new Shipment(Parcels.QUEUE_BY_ROLE, again, Parcels.small(1), Parcels.TIMEOUT));

        assertThat(clients.requests()).hasSize(4);
    }

    @Test
    void aRoleThatCannotBeAssumedIsTheReceiversFailure() {
        clients.fail(403, "AccessDenied");

        assertThat(targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 2)))
                .hasSize(2)
                .containsOnly(new Failed(
                        "STS, asked for the role, answered AccessDenied",
                        403,
                        "what it says of AccessDenied",
                        Duration.ZERO));
    }

    @Test
    void aRolesCredentialsThatAreRefusedAreForgotten() {
        clients.answer(session("first")).fail(403, "ExpiredToken");

        var answers = targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 1));
        clients.answer(session("second"));
        targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 1));

        assertThat(answers.getFirst()).isInstanceOf(Failed.class);
        assertThat(credentials(clients.requests().getLast()).accessKeyId()).isEqualTo("second-id");
    }

    @Test
    void noSecretIsInWhatIsSaidOfAFailure() {
        clients.answer(session("secret")).fail(403, "AccessDenied");

        var answers = targets.send(Parcels.shipment(Parcels.QUEUE_BY_ROLE, 1));

        assertThat(answers.toString()).doesNotContain("secret-secret", "secret-token", Parcels.TENANT.externalId());
    }

    @Test
    void whatIsClosedClosesItsClients() {
        targets.close();

        assertThat(clients.isClosed()).isTrue();
    }

    private AssumeRoleResponse session(String name) {
        return AssumeRoleResponse.builder()
                .credentials(Credentials.builder()
                        .accessKeyId(name + "-id")
                        .secretAccessKey(name + "-secret")
                        .sessionToken(name + "-token")
                        .expiration(clock.instant().plus(RoleSessions.LIFETIME))
                        .build())
                .build();
    }

    private static AwsCredentials credentials(AwsRequest request) {
        return configuration(request).credentialsProvider().orElseThrow().resolveCredentials();
    }

    private static AwsRequestOverrideConfiguration configuration(AwsRequest request) {
        return request.overrideConfiguration().orElseThrow();
    }
}
