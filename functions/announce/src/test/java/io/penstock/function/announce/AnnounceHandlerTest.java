package io.penstock.function.announce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.function.announce.RegistryStream.Change;
import io.penstock.identity.Id128;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.TestContext;
import io.penstock.operation.OperationalEvent;
import io.penstock.operation.OperationalEvent.EventRefused;
import io.penstock.tenant.TenantUid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnounceHandlerTest {
    private static final String ALL_DONE = "{\"batchItemFailures\":[]}";

    private final TestContext context = new TestContext(Duration.ofSeconds(60));
    private final List<String> announced = new ArrayList<>();
    private final List<TenantUid> kept = new ArrayList<>();

    /// At which change it fails to be read.
    private String unreadable = "";

    private boolean announces = true;
    private boolean keeps = true;

    private List<OperationalEvent> events(Change change) {
        if (change.sequence().equals(unreadable)) {
            throw new IllegalStateException("in the form of another release");
        }
        return List.of(new EventRefused("acme", change.sequence(), "stands in for any other", change.at()));
    }

    private void announce(List<OperationalEvent> events) {
        if (!announces) {
            throw new IllegalStateException("the bus does not answer");
        }
        events.forEach(event -> announced.add(((EventRefused) event).message()));
    }

    private boolean keep(TenantUid tenant) {
        if (!keeps) {
            throw new IllegalStateException("no room");
        }
        return kept.add(tenant);
    }

    private String handle() throws IOException {
        var handler = new AnnounceHandler(new Invocation(context.clock()), this::events, this::announce, this::keep);
        var out = new ByteArrayOutputStream();
        try (var sample = Files.newInputStream(Path.of("../../events/announce-stream.json"))) {
            handler.handleRequest(sample, out, context);
        }
        return out.toString(UTF_8);
    }

    private static String from(int number) {
        return "{\"batchItemFailures\":[{\"itemIdentifier\":\"%s\"}]}".formatted(sequence(number));
    }

    private static String sequence(int number) {
        return "442158450000000001745043909" + number;
    }

    @Test
    void changesAreAnnouncedInTheirOrderAndSnapshotsKept() throws Exception {
        assertThat(handle()).isEqualTo(ALL_DONE);

        assertThat(announced).containsExactly(sequence(1), sequence(2), sequence(3));
        assertThat(kept).containsExactly(new TenantUid(Id128.parse("00000000000000000000000001")));
    }

    @Test
    void whatIsNotAnnouncedComesAgain() throws Exception {
        announces = false;

        assertThat(handle()).isEqualTo(from(1));

        assertThat(kept).isEmpty();
    }

    @Test
    void fromAChangeOnThatCannotBeReadAllComesAgainAndWhatIsBeforeIsDone() throws Exception {
        unreadable = sequence(2);

        assertThat(handle()).isEqualTo(from(2));

        assertThat(announced).containsExactly(sequence(1));
        assertThat(kept).hasSize(1);
    }

    @Test
    void aSnapshotThatFailsOrHasNoTimeIsForTheNextTime() throws Exception {
        keeps = false;
        assertThat(handle()).isEqualTo(from(1));
        keeps = true;
        context.leave(Duration.ofSeconds(20));
        assertThat(handle()).isEqualTo(from(1));

        assertThat(kept).isEmpty();
    }
}
