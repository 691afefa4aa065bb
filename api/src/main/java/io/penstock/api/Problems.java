package io.penstock.api;

import io.penstock.api.Problem.Kind;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.ledger.IntakeRefusedException;
import io.penstock.subscription.ChangedMeanwhileException;
import io.penstock.subscription.NoRoomException;
import io.penstock.tenant.TenantEndedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place where exceptions become problems.
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private static final Duration RETRY_NO_ROOM = Duration.ofMinutes(10);

    private final RandomGenerator random;

    /// @param random for references
    Problems(RandomGenerator random) {
        this.random = random;
    }

    Problem of(ApiRequest request, RuntimeException exception) {
        return switch (exception) {
            case ProblemException problem -> problem.problem();
            case InvalidInputException invalid -> invalid(invalid);
            case IntakeRefusedException refused -> refused(refused);
            case ChangedMeanwhileException _ ->
                Problem.of(Kind.CONFLICT, "Someone else changed it at the same moment; try again");
            case NoRoomException full ->
                Problem.of(Kind.UNAVAILABLE, full.detail(), "retry-after", seconds(RETRY_NO_ROOM));
            case TenantEndedException _ -> Problem.of(Kind.NOT_FOUND, "The tenant has ended meanwhile");
            default -> unexpected(request, exception);
        };
    }

    private static Problem invalid(InvalidInputException invalid) {
        return invalid.field().isEmpty()
                ? Problem.of(Kind.INVALID_INPUT, invalid.detail())
                : Problem.ofField(Kind.INVALID_INPUT, invalid.field(), invalid.field() + ": " + invalid.detail());
    }

    private static Problem refused(IntakeRefusedException refused) {
        var kind = switch (refused.reason()) {
            case BACKLOG -> Kind.BACKLOG;
            case DISK_FULL, OVERLOADED, STOPPING -> Kind.UNAVAILABLE;
        };
        return Problem.of(kind, refused.detail(), "retry-after", seconds(refused.retryAfter()));
    }

    /// Whole seconds, as the header `Retry-After` has them, at least one.
    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.plusNanos(999_999_999).toSeconds()));
    }

    private Problem unexpected(ApiRequest request, RuntimeException exception) {
        var reference = Id128.random(random).text();
        LOG.error(
                "{} {} failed, reference {}", request.method(), Answers.excerpt(request.path()), reference, exception);
        return new Problem(
                Kind.INTERNAL,
                "Penstock failed to do this; its log says more under the reference '%s'. Trying again may help"
                        .formatted(reference),
                null,
                reference,
                List.<Map.Entry<String, String>>of());
    }
}
