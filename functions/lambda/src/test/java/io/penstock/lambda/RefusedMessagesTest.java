package io.penstock.lambda;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.input.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

class RefusedMessagesTest {
    private static final QueueMessage MESSAGE = message("{}", Map.of());

    private final List<SendMessageRequest> sent = new ArrayList<>();
    private final RefusedMessages refused = new RefusedMessages(new Sqs(), "https://sqs.example/failures");

    private final class Sqs implements SqsClient {
        @Override
        public SendMessageResponse sendMessage(SendMessageRequest request) {
            sent.add(request);
            return SendMessageResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private String kept(String attribute) {
        return requireNonNull(sent.getLast().messageAttributes().get(attribute)).stringValue();
    }

    private String reason(InvalidInputException refusal) {
        refused.put(MESSAGE, refusal);
        return kept("penstock-reason");
    }

    @Test
    void aMessageIsKeptAsItCameWithWhatItWasCalledAndWhyItIsThere() {
        assertThat(reason(new InvalidInputException("source", "is not known"))).isEqualTo("source: is not known");

        assertThat(sent.getLast().queueUrl()).isEqualTo("https://sqs.example/failures");
        assertThat(sent.getLast().messageBody()).isEqualTo("{}");
        assertThat(kept("penstock-message")).isEqualTo("m1");
    }

    @Test
    void whatIsWrongWithTheWholeNamesNoField() {
        assertThat(reason(new InvalidInputException("", "is no JSON"))).isEqualTo("is no JSON");
    }

    @Test
    void itIsSaidWhoseItIsToBe() {
        refused.put(
                message("{}", Map.of("penstock-tenant", "acme", "other", "x")), new InvalidInputException("", "no"));

        assertThat(kept("penstock-tenant")).isEqualTo("acme");
        assertThat(sent.getLast().messageAttributes())
                .containsOnlyKeys("penstock-tenant", "penstock-message", "penstock-reason");
    }

    @Test
    void aMessageThatLeavesHardlyAnyRoomIsKeptWithWhatFits() {
        for (int room = 0; room < 1_200; room += 7) {
            var body = "x".repeat(1_048_576 - room);

            refused.put(message(body, Map.of()), new InvalidInputException("", "é".repeat(1_000)));

            assertThat(sent.getLast().messageBody()).isEqualTo(body);
            assertThat(body.length() + attributeBytes()).isLessThanOrEqualTo(1_048_576);
        }
        assertThat(kept("penstock-message")).isEqualTo("m1");
        assertThat(kept("penstock-reason")).startsWith("éé");
    }

    private static QueueMessage message(String body, Map<String, String> attributes) {
        return new QueueMessage("m1", "receipt", "arn", body, "", 1, Instant.EPOCH, attributes);
    }

    /// As SQS counts them.
    private int attributeBytes() {
        int bytes = 0;
        for (var attribute : sent.getLast().messageAttributes().entrySet()) {
            for (var text : List.of(
                    attribute.getKey(),
                    attribute.getValue().dataType(),
                    attribute.getValue().stringValue())) {
                bytes += text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return bytes;
    }

    @Test
    void aLongReasonIsCutShort() {
        assertThat(reason(new InvalidInputException("source", "x".repeat(5_000))))
                .hasSize(RefusedMessages.MAX_REASON);
    }
}
