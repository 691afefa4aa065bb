package io.penstock.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/// Receivers that answer what a test has told them to, one after the other, and keep every request.
public final class ScriptedWebhooks implements Webhooks {
    /// How long every answer takes by its own account, in whole milliseconds.
    public static final Duration TOOK = Duration.ofMillis(120);

    private static final Duration EXACTLY = TOOK.plusNanos(456_789);

    /// The body of every answer.
    public static final String BODY = "from the receiver";

    private final Queue<Supplier<Answer>> answers = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();

    /// Answers `status` next.
    public ScriptedWebhooks answer(int status) {
        return then(() -> answered(status, Optional.empty()));
    }

    /// Answers `status` with a header `Retry-After`.
    public ScriptedWebhooks answer(int status, String retryAfter) {
        return then(() -> answered(status, Optional.of(retryAfter)));
    }

    /// Answers `status` after `meanwhile`, which happens while the receiver works.
    public ScriptedWebhooks answer(int status, Runnable meanwhile) {
        return then(() -> {
            meanwhile.run();
            return answered(status, Optional.empty());
        });
    }

    /// Does not answer.
    public ScriptedWebhooks answerNothing(String reason) {
        return then(() -> new Unanswered(reason, EXACTLY));
    }

    /// Does not come to send anything: a failure of our own.
    public ScriptedWebhooks fail() {
        return then(() -> {
            throw new IllegalStateException("no port is free");
        });
    }

    private ScriptedWebhooks then(Supplier<Answer> answer) {
        answers.add(answer);
        return this;
    }

    private static Answer answered(int status, Optional<String> retryAfter) {
        return new Answered(status, BODY.getBytes(StandardCharsets.UTF_8), retryAfter, EXACTLY);
    }

    /// All requests so far, in order.
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public Answer send(Request request) {
        requests.add(request);
        var answer = answers.poll();
        if (answer == null) {
            throw new AssertionError("a request that no answer was told for: " + request);
        }
        return answer.get();
    }
}
