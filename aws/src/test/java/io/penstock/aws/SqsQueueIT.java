package io.penstock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.distributed.MessageQueue;
import io.penstock.distributed.MessageQueueContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class SqsQueueIT extends MessageQueueContract {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LATE = Duration.ofSeconds(10);

    private final SqsClient sqs = OnLocalStack.clients().sqs();
    private String url = "";

    @Override
    protected MessageQueue open() {
        url = OnLocalStack.queue(false);
        return SqsQueue.standard(sqs, url, OnLocalStack.retries());
    }

    @Override
    protected List<String> received() {
        return messages().stream().map(Message::body).toList();
    }

    private List<Message> messages() {
        var messages = new ArrayList<Message>();
        List<Message> more;
        do {
            more = sqs.receiveMessage(request -> request.queueUrl(url)
                            .maxNumberOfMessages(10)
                            .waitTimeSeconds(1)
                            .messageSystemAttributeNames(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                    .messages();
            messages.addAll(more);
        } while (!more.isEmpty());
        return messages;
    }

    /// Nobody can move the queue's clock: it is over when something may come out, or well past that.
    @Override
    protected void pass(Duration time) throws InterruptedException {
        var end = System.nanoTime() + time.plus(LATE).toNanos();
        while (visible() == 0 && System.nanoTime() < end) {
            Thread.sleep(POLL);
        }
    }

    private int visible() {
        return Integer.parseInt(sqs.getQueueAttributes(request ->
                        request.queueUrl(url).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0"));
    }

    @Test
    void aMessageOfAStandardQueueKeepsItsGroup() {
        open().send(List.of(new MessageQueue.Message("body", "group-1", Duration.ZERO)));

        assertThat(messages())
                .extracting(message -> message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                .containsExactly("group-1");
    }

    @Test
    void aFifoQueueKeepsTheOrderOfAGroup() {
        url = OnLocalStack.queue(true);
        var bodies = IntStream.range(0, 25).mapToObj(i -> "m" + i).toList();
        var fifo = SqsQueue.fifo(sqs, url, OnLocalStack.retries(), new Random(1));

        assertThat(fifo.send(bodies.stream()
                        .map(body -> new MessageQueue.Message(body, "group", Duration.ZERO))
                        .toList()))
                .isEmpty();

        assertThat(receivedInOrder(25)).isEqualTo(bodies);
    }

    /// A FIFO queue hands out no more of a group while some of it are held: so each batch is deleted.
    private List<String> receivedInOrder(int count) {
        var bodies = new ArrayList<String>();
        var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (bodies.size() < count && System.nanoTime() < end) {
            for (var message : sqs.receiveMessage(request ->
                            request.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                    .messages()) {
                bodies.add(message.body());
                sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
        }
        return bodies;
    }
}
