package io.penstock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.penstock.event.EventJson;
import io.penstock.operation.OperationalEvent;
import io.penstock.operation.OperationalEventJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

class BusAnnouncerTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final Pausing pausing = new Pausing();
    private final FakeBus bus = new FakeBus();
    private final BusAnnouncer announcer = new BusAnnouncer(bus, "a-bus", pausing.retries());

    private static OperationalEvent event(int number, String reason) {
        return new OperationalEvent.EventRefused("acme", "message-" + number, reason, AT);
    }

    private static List<OperationalEvent> events(int count) {
        return IntStream.range(0, count).mapToObj(i -> event(i, "no")).toList();
    }

    private List<Integer> sizes() {
        return bus.requests.stream().map(request -> request.entries().size()).toList();
    }

    @Test
    void theWholeCloudEventIsTheDetail() {
        var event = event(1, "it is no event");

        announcer.announce(List.of(event));

        assertThat(bus.taken).hasSize(1).allSatisfy(entry -> {
            assertThat(entry.eventBusName()).isEqualTo("a-bus");
            assertThat(entry.source()).isEqualTo("penstock");
            assertThat(entry.detailType()).isEqualTo("penstock.event.refused");
            assertThat(entry.time()).isEqualTo(AT);
            assertThat(EventJson.read(entry.detail().getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(OperationalEventJson.event(event));
        });
    }

    @Test
    void aBatchHasTenEntriesAtMost() {
        announcer.announce(events(23));

        assertThat(sizes()).containsExactly(10, 10, 3);
        assertThat(bus.taken).hasSize(23);
    }

    @Test
    void aBatchHasNoMoreBytesThanTheBusTakes() {
        var long1 = event(1, "é".repeat(60_000));
        var long2 = event(2, "é".repeat(60_000));
        var long3 = event(3, "é".repeat(60_000));

        announcer.announce(List.of(long1, long2, long3, event(4, "no")));

        assertThat(sizes()).containsExactly(2, 2);
    }

    @Test
    void nothingIsPutWhereThereIsNothingToSay() {
        announcer.announce(List.of());

        assertThat(bus.requests).isEmpty();
    }

    @Test
    void onlyWhatFailedIsPutAgain() {
        bus.refuseFirst("ThrottlingException", "InternalFailure");

        announcer.announce(events(3));

        assertThat(sizes()).containsExactly(3, 1, 1);
        assertThat(bus.taken.stream().map(PutEventsRequestEntry::detail))
                .doesNotHaveDuplicates()
                .hasSize(3);
        assertThat(pausing.pauses).hasSize(2);
    }

    @Test
    void whatTheBusDoesNotTakeInTheEndIsSaid() {
        bus.refuseFirst("InternalFailure", "InternalFailure", "InternalFailure", "InternalFailure");

        assertThatIllegalStateException()
                .isThrownBy(() -> announcer.announce(events(3)))
                .withMessageContaining("1 of 3")
                .withMessageContaining("InternalFailure");
        assertThat(bus.requests).hasSize(BusAnnouncer.TRIES);
    }

    @Test
    void whatNoOtherTryCanHelpIsSaidAtOnce() {
        bus.refuseFirst("NotAuthorizedForSourceException");

        assertThatIllegalStateException().isThrownBy(() -> announcer.announce(events(1)));
        assertThat(bus.requests).hasSize(1);

        bus.failRequests(Failures.denied());
        assertThatExceptionOfType(AwsServiceException.class).isThrownBy(() -> announcer.announce(events(1)));
        assertThat(bus.requests).hasSize(2);
    }

    @Test
    void aBusThatDoesNotAnswerIsAskedAgain() {
        bus.failRequests(Failures.throttled(), Failures.serviceError(), Failures.lostAnswer());

        announcer.announce(events(2));

        assertThat(sizes()).containsExactly(2, 2, 2, 2);
        assertThat(bus.taken).hasSize(2);
    }
}
