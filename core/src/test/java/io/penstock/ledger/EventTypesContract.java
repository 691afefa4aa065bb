package io.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every [EventTypes] promises, whatever it is made of.
public abstract class EventTypesContract extends LedgerSuite {
    private static final int ALL = 1_000;
    private static final int BATCH = 500;

    /// How much longer than its events a type may be known.
    private static final Duration PRECISION = Duration.ofHours(2);

    @Test
    void aTenantThatPublishedNothingHasNoTypes() {
        assertThat(under.types().list(tenant, "", ALL)).isEmpty();
    }

    @Test
    void aTypeIsListedSinceItsFirstEvent() {
        var first = publish(tenant, "order.created");
        under.moveClock(Duration.ofMinutes(1));
        publish(tenant, "order.created");
        plan(again(first), inConflictWith(first));

        assertThat(under.types().list(tenant, "", ALL))
                .containsExactly(new EventTypes.Seen("order.created", first.acceptedAt()));
    }

    @Test
    void typesAreListedInTheOrderOfTheirCharacters() {
        for (var type : List.of("b", "a.b", "B", "a", "a-b", "z", "é", "_")) {
            publish(tenant, type);
        }

        assertThat(names(under.types().list(tenant, "", ALL)))
                .containsExactly("B", "_", "a", "a-b", "a.b", "b", "z", "é");
    }

    @Test
    void aListGoesOnAfterTheLastTypeOfItsPart() {
        for (var type : List.of("a", "b", "c", "d")) {
            publish(tenant, type);
        }

        assertThat(names(under.types().list(tenant, "", 2))).containsExactly("a", "b");
        assertThat(names(under.types().list(tenant, "b", 2))).containsExactly("c", "d");
        assertThat(names(under.types().list(tenant, "bb", 1))).containsExactly("c");
        assertThat(under.types().list(tenant, "d", 2)).isEmpty();
    }

    @Test
    void theTypesOfAnotherTenantAreInvisible() {
        publish(tenant, "order.created");
        var globex = tenant("globex");
        publish(globex, "invoice.paid");

        assertThat(names(under.types().list(tenant, "", ALL))).containsExactly("order.created");
        assertThat(names(under.types().list(globex, "", ALL))).containsExactly("invoice.paid");
    }

    @Test
    void ofMoreTypesThanAreRememberedTheNewestAreShown() {
        publishAll(IntStream.range(0, EventTypes.MAX_PER_TENANT).mapToObj(i -> "type-" + i));

        publish(tenant, "further");
        under.tidy();

        var known = names(under.types().list(tenant, "", EventTypes.MAX_PER_TENANT + 1));
        assertThat(known)
                .hasSize(EventTypes.MAX_PER_TENANT)
                .contains("further", "type-1")
                .doesNotContain("type-0");
    }

    @Test
    void ofTypesWithMoreBytesThanAreRememberedTheNewestAreShown() {
        var longName = "t".repeat(2_000);
        int most = EventTypes.MAX_BYTES_PER_TENANT / (longName.length() + 4);
        publishAll(IntStream.range(0, most + 1).mapToObj(i -> longName + (1_000 + i)));

        under.tidy();

        var known = names(under.types().list(tenant, "", ALL));
        assertThat(known).hasSize(most).doesNotContain(longName + 1_000).contains(longName + (1_000 + most));
    }

    @Test
    void theTypesOfATenantDoNotCountForAnother() {
        publishAll(IntStream.range(0, 300).mapToObj(i -> "t".repeat(2_000) + i));
        var globex = tenant("globex");
        IntStream.range(0, 300).forEach(i -> publish(globex, "t".repeat(2_000) + i));

        under.tidy();

        assertThat(under.types().list(tenant, "", ALL)).hasSize(300);
        assertThat(under.types().list(globex, "", ALL)).hasSize(300);
    }

    @Test
    void aTypeIsForgottenWithItsLastEvent() {
        var first = publish(tenant, "order.created");
        publish(tenant, "order.lost");
        under.moveClock(under.retention().dividedBy(2));
        publish(tenant, "order.created");
        under.moveClock(under.retention().dividedBy(2).plus(PRECISION));
        under.tidy();

        assertThat(under.types().list(tenant, "", ALL))
                .containsExactly(new EventTypes.Seen("order.created", first.acceptedAt()));

        under.moveClock(under.retention());
        under.tidy();
        assertThat(under.types().list(tenant, "", ALL)).isEmpty();
    }

    @Test
    void aForgottenTypeThatComesAgainIsNew() {
        publish(tenant, "order.created");
        under.moveClock(under.retention().plus(PRECISION));
        under.tidy();

        var again = publish(tenant, "order.created");

        assertThat(under.types().list(tenant, "", ALL))
                .containsExactly(new EventTypes.Seen("order.created", again.acceptedAt()));
    }

    private void publishAll(Stream<String> types) {
        var batch = new ArrayList<PlannedEvent>();
        types.forEach(type -> {
            batch.add(event(tenant, type, "/shop", null));
            if (batch.size() == BATCH) {
                under.plans().plan(batch);
                batch.clear();
            }
        });
        under.plans().plan(batch);
    }

    @Test
    void aTypeIsKnownAfterACrash() {
        var first = publish(tenant, "order.created");

        assumeTrue(under.reopen(), "this ledger does not outlive a crash");

        assertThat(under.types().list(tenant, "", ALL))
                .containsExactly(new EventTypes.Seen("order.created", first.acceptedAt()));
    }

    private PlannedEvent publish(TenantUid publisher, String type) {
        var planned = event(publisher, type, "/shop", null);
        plan(planned);
        return planned;
    }

    private static List<String> names(List<EventTypes.Seen> seen) {
        return seen.stream().map(EventTypes.Seen::type).toList();
    }
}
