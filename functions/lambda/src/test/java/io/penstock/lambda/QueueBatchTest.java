package io.penstock.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueBatchTest {
    private static List<QueueMessage> read(String json) throws IOException {
        return QueueBatch.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void messagesAreReadInTheirOrder() throws Exception {
        var messages = read("""
                {"Records": [
                  {"messageId": "1", "receiptHandle": "r1", "body": "one", "md5OfBody": "x", "awsRegion": "eu-west-1",
                   "attributes": {"ApproximateReceiveCount": "3", "SentTimestamp": "1", "MessageGroupId": "g"},
                   "messageAttributes": {"penstock-tenant": {"stringValue": "acme", "stringListValues": [], "dataType": "String"},
                                         "bytes": {"binaryValue": "AAA=", "dataType": "Binary"}},
                   "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-west-1:1:a.fifo"},
                  {"messageId": "2", "receiptHandle": "r2", "body": "two", "attributes": {"ApproximateReceiveCount": "1"},
                   "messageAttributes": {}, "eventSourceARN": "arn:aws:sqs:eu-west-1:1:b"}]}
                """);

        assertThat(messages)
                .containsExactly(
                        new QueueMessage(
                                "1",
                                "r1",
                                "arn:aws:sqs:eu-west-1:1:a.fifo",
                                "one",
                                "g",
                                3,
                                Instant.ofEpochMilli(1),
                                Map.of("penstock-tenant", "acme")),
                        new QueueMessage(
                                "2", "r2", "arn:aws:sqs:eu-west-1:1:b", "two", "", 1, Instant.EPOCH, Map.of()));
        assertThat(messages.getFirst().isOrdered()).isTrue();
        assertThat(messages.getLast().isOrdered()).isFalse();
        assertThat(messages.toString()).doesNotContain("one", "r1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"Records\": []}", "{\"Records\": [{}]}", "{\"Records\": {}}"})
    void whatHasNoMessagesIsRefused(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(json));
    }

    @Test
    void whatIsToComeAgainIsSaid() throws Exception {
        var none = new ByteArrayOutputStream();
        var two = new ByteArrayOutputStream();

        QueueBatch.write(List.of(), none);
        QueueBatch.write(List.of("1", "2"), two);

        assertThat(none.toString(StandardCharsets.UTF_8)).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(two.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"1\"},{\"itemIdentifier\":\"2\"}]}");
    }
}
