package io.penstock.function.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.penstock.lambda.Invocation;
import io.penstock.lambda.TestContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayHandlerTest {
    private static final String REQUEST = "{\"form\":1,\"tenant\":\"…\",\"replay\":\"a\"}";

    private final TestContext context = new TestContext(Duration.ofSeconds(60));
    private final List<String> done = new ArrayList<>();
    private final ReplayHandler handler = new ReplayHandler(new Invocation(context.clock()), hasTime -> request -> {
        if (request.isEmpty()) {
            throw new IllegalStateException("it says nothing");
        }
        done.add(request + (hasTime.getAsBoolean() ? " in time" : " too late"));
    });

    private void handle(String request) throws IOException {
        handler.handleRequest(
                new ByteArrayInputStream(request.getBytes(UTF_8)), OutputStream.nullOutputStream(), context);
    }

    @Test
    void whatIsAskedIsDoneAsLongAsThereIsTime() throws Exception {
        handle(REQUEST);
        context.leave(Duration.ofSeconds(20));
        handle(REQUEST);

        assertThat(done).containsExactly(REQUEST + " in time", REQUEST + " too late");
    }

    @Test
    void whatFailsFailsTheInvocation() {
        assertThatIllegalStateException().isThrownBy(() -> handle("")).withMessage("it says nothing");
    }
}
