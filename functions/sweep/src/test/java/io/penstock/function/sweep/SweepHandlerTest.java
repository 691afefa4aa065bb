package io.penstock.function.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.penstock.delivery.Releaser;
import io.penstock.distributed.Swept;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.TestContext;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SweepHandlerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(55);

    /// What a page takes here.
    private static final Duration PAGE = Duration.ofSeconds(4);

    private final TestContext context = new TestContext(TIMEOUT);
    private final List<String> done = new ArrayList<>();
    private Instant now = context.clock().instant();
    private int parked;
    private int left = 1;
    private String fails = "";

    private void handle() {
        new SweepHandler(new Invocation(() -> now), 3, this::sweep, this::look, () -> begin("replays"), this::remove)
                .handleRequest(InputStream.nullInputStream(), OutputStream.nullOutputStream(), context);
    }

    private void begin(String what) {
        done.add(what);
        if (what.equals(fails)) {
            throw new IllegalArgumentException(what);
        }
    }

    private Swept sweep(int shard, BooleanSupplier mayGoOn) {
        begin("shard " + shard);
        return new Swept(1, 0, true);
    }

    /// A page after the other, as long as it may.
    private Releaser.Look look(BooleanSupplier mayGoOn) {
        begin("look");
        int moved = 0;
        while (parked > 0 && mayGoOn.getAsBoolean()) {
            now = now.plus(PAGE);
            parked--;
            moved++;
        }
        return new Releaser.Look(
                moved, fails.equals("lane") ? List.of(new IllegalArgumentException("lane")) : List.of());
    }

    private boolean remove() {
        begin("remove");
        return --left > 0;
    }

    @Test
    void everythingHasItsTurnUntilThereIsNoMore() {
        parked = 2;
        left = 2;

        handle();

        assertThat(done)
                .containsExactly("shard 0", "shard 1", "shard 2", "look", "look", "replays", "remove", "remove");
    }

    @Test
    void nothingIsBegunThatTheTimeDoesNotSufficeFor() {
        parked = 1_000;

        handle();

        assertThat(done).containsExactly("shard 0", "shard 1", "shard 2", "look");
        assertThat(now)
                .isAfter(context.clock().instant().plusSeconds(35))
                .isBefore(context.clock().instant().plus(TIMEOUT).minusSeconds(10));
    }

    @Test
    void whatFailsKeepsNothingElseFromItsTurnAndTheInvocationFails() {
        for (var part : List.of("shard 1", "look", "replays", "remove", "lane")) {
            done.clear();
            fails = part;

            assertThatIllegalStateException()
                    .isThrownBy(this::handle)
                    .havingCause()
                    .withMessage(part);

            assertThat(done).containsExactly("shard 0", "shard 1", "shard 2", "look", "replays", "remove");
        }
    }
}
