package io.penstock.api;

import static java.util.Objects.requireNonNull;

import io.penstock.tenant.TenantUid;
import java.util.List;

/// What a method does at a path.
///
/// @param method `GET`, say
/// @param path `/v1/tenants/{tenant}`, say
/// @param query the parameters that its query may have
/// @param handling who may call it, and what it does
record Route(String method, String path, List<String> query, Handling handling) {
    Route {
        requireNonNull(method, "method is null");
        requireNonNull(path, "path is null");
        query = List.copyOf(query);
        requireNonNull(handling, "handling is null");
    }

    /// Who may call it, and what it does.
    sealed interface Handling {}

    /// Anyone may.
    record Open(Handler handler) implements Handling {}

    /// The operator may.
    record OfOperator(Handler handler) implements Handling {}

    /// A tenant may, and the operator in its name.
    record OfTenant(TenantHandler handler) implements Handling {}

    /// A tenant may, and the operator in its name; but not in that of the reserved tenant, whose events are Penstock's own.
    record OfPublisher(TenantHandler handler) implements Handling {}

    /// What is done.
    @FunctionalInterface
    interface Handler {
        ApiResponse handle(Call call);
    }

    /// What is done for a tenant.
    @FunctionalInterface
    interface TenantHandler {
        ApiResponse handle(TenantUid tenant, Call call);
    }

    static Route open(String method, String path, Handler handler) {
        return new Route(method, path, List.of(), new Open(handler));
    }

    static Route ofOperator(String method, String path, Handler handler, String... query) {
        return new Route(method, path, List.of(query), new OfOperator(handler));
    }

    static Route ofTenant(String method, String path, TenantHandler handler, String... query) {
        return new Route(method, path, List.of(query), new OfTenant(handler));
    }

    static Route ofPublisher(String method, String path, TenantHandler handler) {
        return new Route(method, path, List.of(), new OfPublisher(handler));
    }
}
