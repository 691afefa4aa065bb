package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.ledger.EventQuery;
import io.penstock.ledger.EventRecord;
import io.penstock.ledger.PlannedEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A page looks at a bounded number of rows and bytes, and says where to go on.
final class ListBoundsTest {
    private static final int BATCH = 1_000;

    @TempDir
    Path directory;

    private static EventQuery query(EventRecord.@Nullable State state, @Nullable String cursor) {
        return new EventQuery(Samples.TENANT, null, null, null, state, null, null, cursor, 100);
    }

    @Test
    void aPageThatFindsNothingInManyRowsEndsWithACursor() {
        try (var gateway = new EngineFixture(directory)) {
            gateway.plan("wanted", 1);
            gateway.deliver(gateway.taken());
            for (int i = 0; i < 11; i++) {
                var batch = new ArrayList<PlannedEvent>();
                for (int j = 0; j < BATCH; j++) {
                    batch.add(Samples.planned(Samples.event(i + "-" + j), gateway.clock.instant()));
                }
                gateway.engine().plans().plan(batch);
            }

            var first = gateway.engine().ledger().events(query(EventRecord.State.DELIVERED, null));
            assertThat(first.items()).isEmpty();
            var second = gateway.engine()
                    .ledger()
                    .events(query(EventRecord.State.DELIVERED, first.next().orElseThrow()));
            assertThat(second.items())
                    .singleElement()
                    .satisfies(record -> assertThat(record.event().id()).isEqualTo("wanted"));
            assertThat(second.next()).isEmpty();
        }
    }

    @Test
    void aPageOfLargeEventsHasFewer() {
        try (var gateway = new EngineFixture(directory)) {
            for (int i = 0; i < 12; i++) {
                gateway.plan(
                        Samples.planned(Samples.event("large-" + i, new byte[1_000_000]), gateway.clock.instant()));
            }

            var first = gateway.engine().ledger().events(query(null, null));
            var second =
                    gateway.engine().ledger().events(query(null, first.next().orElseThrow()));

            assertThat(first.items()).hasSizeLessThan(12);
            assertThat(second.next()).isEmpty();
            assertThat(first.items().size() + second.items().size()).isEqualTo(12);
        }
    }
}
