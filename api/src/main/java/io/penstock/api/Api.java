package io.penstock.api;

import io.penstock.access.Authenticator;
import io.penstock.api.Problem.Kind;
import io.penstock.ledger.Intake;
import io.penstock.tenant.ReservedTenant;
import io.penstock.tenant.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The HTTP API: from a request to its response. Safe for use by many threads.
public final class Api {
    /// Largest body of a request to publish events, in bytes.
    public static final int MAX_EVENTS_BODY_BYTES = 4 * 1_024 * 1_024;

    /// Largest body of any other request, in bytes.
    public static final int MAX_BODY_BYTES = 1_024 * 1_024;

    private final List<Route> routes;
    private final RouteTree tree;
    private final Access access;
    private final Problems problems;

    /// @param services what it stands on
    public Api(ApiServices services) {
        this(
                Stream.of(
                                new PublishRoute(services.intake()).routes(),
                                new EventRoutes(services).routes(),
                                new SubscriptionRoutes(services).routes(),
                                new DeliveryRoutes(services).routes(),
                                new LaneRoutes(services).routes(),
                                new ReplayRoutes(services).routes(),
                                new TenantRoutes(services).routes(),
                                new KeyRoutes(services).routes(),
                                new OpenRoutes(services).routes())
                        .flatMap(List::stream)
                        .toList(),
                new Access(services.authenticator(), services.tenants(), reserved(services)),
                new Problems(services.random()));
    }

    private Api(List<Route> routes, Access access, Problems problems) {
        this.routes = routes;
        this.tree = new RouteTree(routes);
        this.access = access;
        this.problems = problems;
    }

    /// Of all routes only the one that publishes events, for whoever does nothing else.
    ///
    /// @param authenticator knows who holds a key
    /// @param tenants all of them
    /// @param intake takes events
    /// @param random for what names a failure: a `SecureRandom`, unless in a test
    public static Api ofPublishing(
            Authenticator authenticator, Tenants tenants, Intake intake, RandomGenerator random) {
        return new Api(
                new PublishRoute(intake).routes(),
                new Access(authenticator, tenants, () -> {
                    throw new IllegalStateException("nobody publishes for the reserved tenant");
                }),
                new Problems(random));
    }

    private static ReservedTenant reserved(ApiServices services) {
        return new ReservedTenant(services.tenants(), services.clock(), services.random());
    }

    /// Does what `request` asks for. Whatever is wrong with it, or goes wrong, is a response.
    ///
    /// To HEAD it is the response that GET would have: whoever sends it says how long its body is, and leaves that out
    /// ([RFC 9110](https://www.rfc-editor.org/rfc/rfc9110), sections 8.6 and 9.3.2).
    public ApiResponse handle(ApiRequest request) {
        try {
            return dispatch(request);
        } catch (RuntimeException e) {
            return Answers.problem(problems.of(request, e));
        }
    }

    /// The response to a request that is refused whatever its body says: there is no such route, or its key does not
    /// reach it. A server asks before it reads the body; [#handle] asks again, since a key may be revoked meanwhile.
    ///
    /// @param head the request without its body
    public Optional<ApiResponse> refusal(ApiRequest head) {
        try {
            switch (tree.find(head.method(), head.path()).route().handling()) {
                case Route.Open _ -> {}
                case Route.OfOperator _ -> access.operator(head);
                case Route.OfTenant _ -> {
                    var _ = access.tenant(head);
                }
                case Route.OfPublisher _ -> {
                    var _ = access.publisher(head);
                }
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(Answers.problem(problems.of(head, e)));
        }
    }

    /// Most bytes that the body of a request to `path` may have: a server need not read further to refuse it, with
    /// [#bodyTooLarge].
    public static int bodyLimit(String path) {
        return path.equals(PublishRoute.PATH) ? MAX_EVENTS_BODY_BYTES : MAX_BODY_BYTES;
    }

    /// The response to a request whose body has more than [#bodyLimit].
    public static ApiResponse bodyTooLarge(String path) {
        return Answers.problem(tooLarge(path));
    }

    /// All routes.
    List<Route> routes() {
        return routes;
    }

    private ApiResponse dispatch(ApiRequest request) {
        var found = tree.find(request.method(), request.path());
        return switch (found.route().handling()) {
            case Route.Open(var handler) -> handler.handle(call(request, found));
            case Route.OfOperator(var handler) -> {
                access.operator(request);
                yield handler.handle(call(request, found));
            }
            case Route.OfTenant(var handler) -> {
                var tenant = access.tenant(request);
                yield handler.handle(tenant, call(request, found));
            }
            case Route.OfPublisher(var handler) -> {
                var tenant = access.publisher(request);
                yield handler.handle(tenant, call(request, found));
            }
        };
    }

    private static Call call(ApiRequest request, RouteTree.Found found) {
        if (request.body().length > bodyLimit(request.path())) {
            throw new ProblemException(tooLarge(request.path()));
        }
        return new Call(
                request,
                found.variables(),
                Query.parse(request.query(), found.route().query()));
    }

    private static Problem tooLarge(String path) {
        var advice = path.equals(PublishRoute.PATH) ? "; send the events in several requests" : "";
        return Problem.of(Kind.TOO_LARGE, "The body may have %,d bytes%s".formatted(bodyLimit(path), advice));
    }
}
