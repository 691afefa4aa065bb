package io.penstock.distributed;

import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.distributed.memory.InMemoryTable;
import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;

/// What stands in for the ports keeps their promises.
class InMemoryPortsTest {
    @Nested
    class Tables extends TableContract {
        @Override
        protected Table open() {
            return new InMemoryTable();
        }
    }

    @Nested
    class Queues extends MessageQueueContract {
        private final TestClock clock = new TestClock();
        private final InMemoryQueue queue = new InMemoryQueue(clock);

        @Override
        protected MessageQueue open() {
            return queue;
        }

        @Override
        protected List<String> received() {
            var received = queue.receive(1_000, Duration.ofHours(1));
            received.forEach(message -> queue.delete(message.number()));
            return received.stream().map(InMemoryQueue.Received::body).toList();
        }

        @Override
        protected void pass(Duration time) {
            clock.advance(time);
        }
    }

    @Nested
    class BlobsInMemory extends BlobsContract {
        @Override
        protected Blobs open() {
            return new InMemoryBlobs();
        }
    }

    @Nested
    class Vaults extends VaultContract {
        @Override
        protected Vault open() {
            return new InMemoryVault(new Random(7));
        }
    }
}
