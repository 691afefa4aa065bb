package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.event.ContentHash;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.ledger.PlannedEvent;
import io.penstock.routing.Plan;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// In which form an event's data stands in its item.
class EventItemsTest {
    private static final TenantUid TENANT = new TenantUid(new Id128(1, 2));
    private static final SubscriptionUid SUBSCRIPTION = new SubscriptionUid(new Id128(3, 4));

    private final InMemoryBlobs blobs = new InMemoryBlobs();
    private final EventItems items = new EventItems(blobs, DistributedOptions.STANDARD);

    private Item item(byte[] data) {
        var event = new Event(
                "1",
                "/shop",
                "order.created",
                null,
                null,
                null,
                null,
                Map.of(),
                new EventData(EventData.Form.BINARY, data));
        var planned = new PlannedEvent(
                TENANT,
                EventKey.of(TENANT, "/shop", "1"),
                new Id128(5, 6),
                TestClock.START,
                event,
                ContentHash.of(event),
                new Plan(7, List.of(SUBSCRIPTION)));
        return items.write(planned, new KeptPlan.Here(planned.plan().subscriptions()), null, EncodedEvent.of(event));
    }

    private byte[] data(Item item) {
        var data = items.read(item).event().event(blobs).data();
        return data == null ? new byte[0] : data.bytes();
    }

    private static int units(Item item) {
        return Math.ceilDiv(item.size(), 1_024);
    }

    /// Lines of an order, as they come in events.
    private static byte[] lines(int bytes) {
        var random = new Random(bytes);
        var text = new StringBuilder();
        while (text.length() < bytes) {
            text.append("{\"sku\":\"A-%06d\",\"quantity\":%d,\"unitPrice\":\"%d.%02d\",\"currency\":\"EUR\"},"
                    .formatted(random.nextInt(1_000_000), random.nextInt(9), random.nextInt(100), random.nextInt(100)));
        }
        return text.substring(0, bytes).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] chance(int bytes) {
        var data = new byte[bytes];
        new Random(bytes).nextBytes(data);
        return data;
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 2_048, 20_000, 380_000})
    void dataIsPackedWhereThatSavesAUnit(int bytes) {
        var data = lines(bytes);

        var item = item(data);

        assertThat(item.has("data")).isFalse();
        assertThat(units(item)).isLessThan(Math.ceilDiv(bytes + 500, 1_024));
        assertThat(item.number(Item.FORM)).isEqualTo(2);
        assertThat(data(item)).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300})
    void dataThatCostsNothingIsNotPacked(int bytes) {
        var data = lines(bytes);

        var item = item(data);

        assertThat(item.bytes("data")).isEqualTo(data);
        assertThat(item.number(Item.FORM)).isEqualTo(1);
        assertThat(data(item)).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 2_048, 20_000})
    void dataThatGetsNoSmallerIsNotPacked(int bytes) {
        var data = chance(bytes);

        var item = item(data);

        assertThat(item.bytes("data")).isEqualTo(data);
        assertThat(data(item)).isEqualTo(data);
    }

    @Test
    void dataThatDoesNotFitUnpackedGoesIntoABlob() {
        var data = lines(Item.MAX_BYTES);

        var item = item(data);

        assertThat(item.has("blob")).isTrue();
        assertThat(units(item)).isEqualTo(1);
        assertThat(data(item)).isEqualTo(data);
    }

    @Test
    void whatIsPackedWronglyIsNotReadAsSomethingElse() {
        var data = lines(2_048);
        var item = item(data);
        var packed = item.bytes("packed");

        for (int length : new int[] {0, 2_047, 2_049}) {
            assertThatIllegalStateException().isThrownBy(() -> data(item.with("dataBytes", length)));
        }
        var cut = Arrays.copyOf(packed, packed.length - 1);
        assertThatIllegalStateException().isThrownBy(() -> data(item.with("packed", cut)));
        assertThatIllegalStateException().isThrownBy(() -> data(item.with("packed", chance(packed.length))));
    }
}
