package io.penstock.lambda;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.input.InvalidInputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

class RefusedMessagesTest {
    private static final QueueMessage MESSAGE =
            new QueueMessage("m1", "receipt", "arn", "{}", "", 1, Instant.EPOCH, Map.of());

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
    void aLongReasonIsCutShort() {
        assertThat(reason(new InvalidInputException("source", "x".repeat(5_000))))
                .hasSize(RefusedMessages.MAX_REASON);
    }
}
