package io.penstock.api;

import io.penstock.api.Problem.Kind;
import io.penstock.input.InvalidInputException;
import io.penstock.replay.ReplayAdministration;
import io.penstock.replay.ReplayJob;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Replays: started, looked up, and stopped.
final class ReplayRoutes {
    private static final String PATH = "/v1/replays";
    private static final String ONE = PATH + "/{replay}";
    private static final String LIST = "replays";

    private final ReplayAdministration replays;
    private final Subscriptions subscriptions;

    ReplayRoutes(ApiServices services) {
        this.replays = services.replayJobs();
        this.subscriptions = services.subscriptions();
    }

    List<Route> routes() {
        return List.of(
                Route.ofTenant("POST", PATH, this::start),
                Route.ofTenant("GET", PATH, this::list, "limit", "cursor"),
                Route.ofTenant("GET", ONE, this::get),
                Route.ofTenant("POST", ONE + "/cancel", this::cancel));
    }

    private ApiResponse start(TenantUid tenant, Call call) {
        var fields = call.fields(ReplayFields.FIELDS);
        var subscription = subscription(tenant, fields);
        var id = fields.text("id").orElseGet(replays::newId);
        var started = replays.start(tenant, id, ReplayFields.read(fields, subscription));
        if (!started.isSame()) {
            throw new ProblemException(Problem.ofField(
                    Kind.CONFLICT,
                    "id",
                    "There is a replay '%s' already that does something else; choose another id".formatted(id)));
        }
        return Answers.json(
                started.isNew() ? 202 : 200,
                List.of(Map.entry("location", PATH + "/" + id)),
                out -> ReplayFields.write(out, started.job()));
    }

    private Subscription subscription(TenantUid tenant, Fields fields) {
        var id = fields.requiredText("subscription");
        return subscriptions
                .find(tenant, id)
                .orElseThrow(() -> new InvalidInputException(
                        "subscription", "there is no subscription '%s'".formatted(Answers.excerpt(id))));
    }

    private ApiResponse list(TenantUid tenant, Call call) {
        int limit = call.query().limit();
        var oneMore = replays.list(tenant, before(call.query()), limit + 1);
        return NameCursor.page(LIST, oneMore, limit, job -> Long.toString(job.sequence()), ReplayFields::write);
    }

    private static long before(Query query) {
        var text = NameCursor.after(LIST, query);
        try {
            return text.isEmpty() ? Long.MAX_VALUE : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("cursor", "is not one that this list has given; begin again without it");
        }
    }

    private ApiResponse get(TenantUid tenant, Call call) {
        return shown(replays.find(tenant, call.id()), call.id());
    }

    private ApiResponse cancel(TenantUid tenant, Call call) {
        call.noBody();
        return shown(replays.cancel(tenant, call.id()), call.id());
    }

    private static ApiResponse shown(Optional<ReplayJob> job, String id) {
        var found = job.orElseThrow(() -> new ProblemException(Problem.notFound("replay", id)));
        return Answers.json(200, out -> ReplayFields.write(out, found));
    }
}
