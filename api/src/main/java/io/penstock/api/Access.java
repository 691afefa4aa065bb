package io.penstock.api;

import io.penstock.access.Authenticator;
import io.penstock.access.Caller;
import io.penstock.api.Problem.Kind;
import io.penstock.input.InvalidInputException;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import java.util.Optional;
import java.util.function.Supplier;

/// Decides what the sender of a request may reach.
final class Access {
    static final String TENANT_HEADER = "Penstock-Tenant";

    private static final String CHALLENGE = "Bearer realm=\"penstock\"";

    private final Authenticator authenticator;
    private final Tenants tenants;
    private final Supplier<Tenant> reserved;

    /// @param reserved the reserved tenant, which only the operator reaches
    Access(Authenticator authenticator, Tenants tenants, Supplier<Tenant> reserved) {
        this.authenticator = authenticator;
        this.tenants = tenants;
        this.reserved = reserved;
    }

    /// Lets only the operator pass.
    void operator(ApiRequest request) {
        switch (caller(request)) {
            case Caller.Operator() -> {}
            case Caller.OfTenant _ ->
                throw new ProblemException(
                        Problem.of(Kind.FORBIDDEN, "This needs the operator's key; a tenant's does not reach it"));
        }
    }

    /// The tenant in whose name the request is made.
    TenantUid tenant(ApiRequest request) {
        return tenant(caller(request), request.headers().single(TENANT_HEADER));
    }

    /// The tenant in whose name events are published. The reserved one has no keys, so whoever means it is the operator.
    TenantUid publisher(ApiRequest request) {
        var caller = caller(request);
        var named = request.headers().single(TENANT_HEADER);
        if (caller instanceof Caller.Operator
                && named.filter(Tenant.RESERVED_ID::equals).isPresent()) {
            throw new ProblemException(Problem.of(
                    Kind.FORBIDDEN,
                    "The events of the tenant '%s' are Penstock's own; nobody publishes there"
                            .formatted(Tenant.RESERVED_ID)));
        }
        return tenant(caller, named);
    }

    private TenantUid tenant(Caller caller, Optional<String> named) {
        return switch (caller) {
            case Caller.OfTenant(var own) -> {
                // Another tenant is to a tenant as one that does not exist.
                if (named.isPresent()
                        && tenants.find(named.get())
                                .filter(tenant -> tenant.uid().equals(own))
                                .isEmpty()) {
                    throw noSuchTenant(named.get());
                }
                yield own;
            }
            case Caller.Operator() -> {
                var id = named.orElseThrow(() -> new InvalidInputException(
                        TENANT_HEADER, "the operator's key needs this header: the id of the tenant that is meant"));
                yield id.equals(Tenant.RESERVED_ID)
                        ? reserved.get().uid()
                        : tenants.find(id).map(Tenant::uid).orElseThrow(() -> noSuchTenant(id));
            }
        };
    }

    private Caller caller(ApiRequest request) {
        var authorization = request.headers()
                .single("Authorization")
                .orElseThrow(() -> unauthenticated("Send a key in the header 'Authorization: Bearer <key>'"));
        return authenticator
                .authenticate(authorization)
                .orElseThrow(
                        () -> unauthenticated(
                                "This key is not in force: mistyped, revoked or expired. Send one as 'Authorization: Bearer <key>'"));
    }

    private static ProblemException unauthenticated(String detail) {
        return new ProblemException(Problem.of(Kind.UNAUTHENTICATED, detail, "www-authenticate", CHALLENGE));
    }

    private static ProblemException noSuchTenant(String id) {
        return new ProblemException(Problem.notFound("tenant", id));
    }
}
