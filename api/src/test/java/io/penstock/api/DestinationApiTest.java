package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.TestApi.Caller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Queues, topics, buses and functions as destinations.
class DestinationApiTest {
    private static final String QUEUE = "{\"type\":\"sqs\",\"arn\":\"arn:aws:sqs:eu-west-1:123456789012:orders\"}";

    private final TestApi api = new TestApi();
    private final Caller acme = api.tenant("acme");

    @ParameterizedTest
    @ValueSource(
            strings = {
                QUEUE,
                "{\"type\":\"sns\",\"arn\":\"arn:aws:sns:eu-west-1:123456789012:orders\",\"roleArn\":\"arn:aws:iam::123456789012:role/penstock\"}",
                "{\"type\":\"eventbridge\",\"arn\":\"arn:aws:events:eu-west-1:123456789012:event-bus/orders\",\"mode\":\"binary\"}",
                "{\"type\":\"eventbridge\",\"arn\":\"arn:aws:events:eu-west-1:123456789012:event-bus/orders\",\"source\":\"shop\",\"detailType\":\"Order placed\",\"mode\":\"structured\"}",
                "{\"type\":\"lambda\",\"arn\":\"arn:aws:lambda:eu-west-1:123456789012:function:orders:live\"}"
            })
    void whatIsSaidOfADestinationIsShownAndCanBePutBack(String destination) {
        var made = put(destination).is(201);

        assertThat(made.text("destination")).isEqualTo(destination);
        var shown = acme.get("/v1/subscriptions/orders").is(200);
        assertThat(shown.text("destination")).isEqualTo(destination);
        acme.put("/v1/subscriptions/orders", shown.response().text()).is(200);
        assertThat(acme.get("/v1/subscriptions").text("items.0.destination")).isEqualTo(destination);
    }

    private TestApi.Answer put(String destination) {
        return acme.put("/v1/subscriptions/orders", "{\"types\":[\"*\"],\"destination\":%s}".formatted(destination));
    }

    @Test
    void aBusHasTheModeBinaryUnlessSomethingElseIsSaid() {
        var made = put("{\"type\":\"eventbridge\",\"arn\":\"arn:aws:events:eu-west-1:123456789012:event-bus/orders\"}");

        assertThat(made.text("destination.mode")).isEqualTo("binary");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "destination           | []",
                "destination.type      | {}",
                "destination.type      | {'type':null}",
                "destination.type      | {'type':1}",
                "destination.type      | {'type':'kafka'}",
                "destination.arn       | {'type':'sqs'}",
                "destination.arn       | {'type':'sqs','arn':7}",
                "destination.arn       | {'type':'sqs','arn':'orders'}",
                "destination.arn       | {'type':'sqs','arn':'https://sqs.eu-west-1.amazonaws.com/123456789012/orders'}",
                "destination.arn       | {'type':'sqs','arn':'arn:aws:sns:eu-west-1:123456789012:orders'}",
                "destination.arn       | {'type':'lambda','arn':'arn:aws:lambda:eu-west-1:123456789012:layer:orders'}",
                "destination.url       | {'type':'sqs','arn':'arn:aws:sqs:eu-west-1:123456789012:orders','url':'https://a.example'}",
                "destination.arn       | {'type':'webhook','url':'https://a.example','arn':'arn:aws:sqs:eu-west-1:123456789012:orders'}",
                "destination.mode      | {'type':'sqs','arn':'arn:aws:sqs:eu-west-1:123456789012:orders','mode':'binary'}",
                "destination.mode      | {'type':'eventbridge','arn':'arn:aws:events:eu-west-1:123456789012:event-bus/a','mode':'x'}",
                "destination.source    | {'type':'eventbridge','arn':'arn:aws:events:eu-west-1:123456789012:event-bus/a','source':'aws.s3'}",
                "destination.detailType| {'type':'eventbridge','arn':'arn:aws:events:eu-west-1:123456789012:event-bus/a','detailType':''}",
                "destination.roleArn   | {'type':'sqs','arn':'arn:aws:sqs:eu-west-1:123456789012:orders','roleArn':'admin'}",
                "destination.roleArn   | {'type':'sqs','arn':'arn:aws:sqs:eu-west-1:123456789012:orders','roleArn':'arn:aws:iam::123456789012:user/me'}"
            },
            quoteCharacter = '`')
    void whatIsNoDestinationIsRefusedByField(String field, String destination) {
        put(destination.replace('\'', '"')).isProblem(400, field);
    }

    @Test
    void aPatchMovesASubscriptionFromAWebhookToAQueue() {
        put("{\"type\":\"webhook\",\"url\":\"https://a.example\",\"headers\":{\"X-A\":\"1\"}}")
                .is(201);

        acme.patch("/v1/subscriptions/orders", "{\"destination\":%s}".formatted(QUEUE))
                .isProblem(400, "destination.url");
        var patched = acme.patch(
                        "/v1/subscriptions/orders",
                        "{\"destination\":{\"type\":\"sqs\",\"arn\":\"arn:aws:sqs:eu-west-1:123456789012:orders\",\"url\":null,\"headers\":null,\"mode\":null}}")
                .is(200);

        assertThat(patched.text("destination")).isEqualTo(QUEUE);
    }

    @Test
    void aWebhooksHiddenHeaderIsNotKeptByAQueue() {
        put(QUEUE).is(201);

        put("{\"type\":\"webhook\",\"url\":\"https://a.example\",\"headers\":{\"X-A\":\"***\"}}")
                .isProblem(400, "destination.headers.X-A");
    }
}
