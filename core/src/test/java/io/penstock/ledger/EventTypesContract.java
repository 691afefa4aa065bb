package io.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [EventTypes] promises, whatever it is made of.
public abstract class EventTypesContract extends LedgerSuite {
    private static final int ALL = 1_000;
    private static final int BATCH = 500;

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
    void eventsOfMoreTypesThanAreRememberedAreAcceptedAllTheSame() {
        var batch = new ArrayList<PlannedEvent>();
        for (int i = 0; i < EventTypes.MAX_PER_TENANT; i++) {
            batch.add(event(tenant, "type-" + i, "/shop", null));
            if (batch.size() == BATCH) {
                under.plans().plan(batch);
                batch.clear();
            }
        }

        var further = publish(tenant, "further");

        assertThat(record(further).event().type()).isEqualTo("further");
        assertThat(under.types().list(tenant, "", EventTypes.MAX_PER_TENANT + 1))
                .hasSizeLessThanOrEqualTo(EventTypes.MAX_PER_TENANT);
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
