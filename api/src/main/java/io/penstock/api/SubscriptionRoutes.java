package io.penstock.api;

import io.penstock.api.Problem.Kind;
import io.penstock.input.InvalidInputException;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionAdministration;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Subscriptions: made, looked up and ended.
final class SubscriptionRoutes {
    private static final String PATH = "/v1/subscriptions";
    private static final String ONE = PATH + "/{subscription}";
    private static final String LIST = "subscriptions";

    private final Subscriptions subscriptions;
    private final SubscriptionAdministration administration;
    private final RandomGenerator random;
    private final SubscriptionChanges changes;
    private final SubscriptionActions actions;

    SubscriptionRoutes(ApiServices services) {
        this.subscriptions = services.subscriptions();
        this.administration = services.subscriptionAdministration();
        this.random = services.random();
        this.changes = new SubscriptionChanges(services);
        this.actions = new SubscriptionActions(services);
    }

    List<Route> routes() {
        return List.of(
                Route.ofTenant("POST", PATH, this::create),
                Route.ofTenant("GET", PATH, this::list, "limit", "cursor"),
                Route.ofTenant("GET", ONE, this::get),
                Route.ofTenant("PUT", ONE, changes::put),
                Route.ofTenant("PATCH", ONE, changes::patch),
                Route.ofTenant("DELETE", ONE, changes::delete),
                Route.ofTenant("POST", ONE + "/pause", actions::pause),
                Route.ofTenant("POST", ONE + "/resume", actions::resume),
                Route.ofTenant("POST", ONE + "/test", actions::test),
                Route.ofTenant("POST", ONE + "/rotate-secret", actions::rotateSecret));
    }

    static ProblemException notFound(String id) {
        return new ProblemException(Problem.notFound("subscription", id));
    }

    /// The answer that shows a subscription.
    static ApiResponse shown(int status, Subscription subscription) {
        return Answers.json(status, tag(subscription), out -> SubscriptionJson.write(out, subscription));
    }

    /// The answer that shows a subscription with its secret.
    static ApiResponse shownWithSecret(int status, List<Map.Entry<String, String>> headers, Subscription subscription) {
        return Answers.json(status, headers, out -> SubscriptionJson.writeWithSecret(out, subscription));
    }

    static List<Map.Entry<String, String>> tag(Subscription subscription) {
        return List.of(Map.entry("etag", Precondition.tag(subscription)));
    }

    /// Makes one, as `fields` say.
    ///
    /// @return empty if there is one of that id
    static Optional<ApiResponse> create(
            SubscriptionAdministration administration,
            RandomGenerator random,
            TenantUid tenant,
            String id,
            Fields fields) {
        Subscription.checkId(id);
        var secret = Signature.choose(fields, Signature.V1, random);
        var spec = SubscriptionJson.read(fields, Optional.empty());
        return administration
                .create(tenant, id, spec, secret)
                .map(made -> shownWithSecret(
                        201,
                        List.of(
                                Map.entry("location", PATH + "/" + made.id()),
                                Map.entry("etag", Precondition.tag(made))),
                        made));
    }

    private ApiResponse create(TenantUid tenant, Call call) {
        var object = call.json();
        refuseReadOnly(object);
        var fields = new Fields(object, "", SubscriptionJson.FIELDS);
        var id = fields.text("id").orElseGet(administration::newId);
        return create(administration, random, tenant, id, fields)
                .orElseThrow(() -> new ProblemException(Problem.ofField(
                        Kind.CONFLICT,
                        "id",
                        "There is a subscription '%s' already; choose another id, or change it with PUT or PATCH %s/%s"
                                .formatted(id, PATH, id))));
    }

    /// @throws InvalidInputException naming the field, if there is one that only Penstock sets
    static void refuseReadOnly(JsonValue.Obj object) {
        for (var name : SubscriptionJson.READ_ONLY_FIELDS) {
            if (object.members().containsKey(name)) {
                throw new InvalidInputException(name, "is set by Penstock; leave it out");
            }
        }
    }

    private ApiResponse list(TenantUid tenant, Call call) {
        int limit = call.query().limit();
        var oneMore = subscriptions.list(tenant, NameCursor.after(LIST, call.query()), limit + 1);
        return NameCursor.page(LIST, oneMore, limit, Subscription::id, SubscriptionJson::write);
    }

    private ApiResponse get(TenantUid tenant, Call call) {
        return shown(200, subscriptions.find(tenant, call.id()).orElseThrow(() -> notFound(call.id())));
    }
}
