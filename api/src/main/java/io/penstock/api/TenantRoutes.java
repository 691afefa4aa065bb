package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.api.Problem.Kind;
import io.penstock.arn.ArnPattern;
import io.penstock.identity.Id128;
import io.penstock.input.InvalidInputException;
import io.penstock.tenant.ReservedTenant;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.Tenants;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Tenants, which the operator makes and ends.
final class TenantRoutes {
    private static final String LIST = "tenants";
    private static final List<String> FIELDS = List.of("name", "destinations");

    private final Tenants tenants;
    private final Supplier<Tenant> reserved;
    private final InstantSource clock;
    private final RandomGenerator random;

    TenantRoutes(ApiServices services) {
        this.tenants = services.tenants();
        this.reserved = new ReservedTenant(services.tenants(), services.clock(), services.random());
        this.clock = services.clock();
        this.random = services.random();
    }

    List<Route> routes() {
        return List.of(
                Route.ofOperator("GET", "/v1/tenants", this::list, "limit", "cursor"),
                Route.ofOperator("GET", "/v1/tenants/{tenant}", this::get),
                Route.ofOperator("PUT", "/v1/tenants/{tenant}", this::put),
                Route.ofOperator("DELETE", "/v1/tenants/{tenant}", this::delete),
                Route.ofTenant("GET", "/v1/tenant", this::own));
    }

    /// @throws ProblemException if there is none
    static Tenant find(Tenants tenants, String id) {
        return tenants.find(id).orElseThrow(() -> new ProblemException(Problem.notFound("tenant", id)));
    }

    private ApiResponse own(TenantUid uid, Call call) {
        return answer(
                200,
                tenants.find(uid).orElseThrow(() -> new ProblemException(Problem.notFound("tenant", uid.toString()))));
    }

    private ApiResponse get(Call call) {
        return answer(200, call.id().equals(Tenant.RESERVED_ID) ? reserved.get() : find(tenants, call.id()));
    }

    /// But for the reserved one, which nobody made.
    private ApiResponse list(Call call) {
        int limit = call.query().limit();
        var oneMore = tenants.list(NameCursor.after(LIST, call.query()), limit + 2).stream()
                .filter(tenant -> !tenant.id().equals(Tenant.RESERVED_ID))
                .limit(limit + 1)
                .toList();
        return NameCursor.page(LIST, oneMore, limit, Tenant::id, TenantRoutes::write);
    }

    private ApiResponse put(Call call) {
        Tenant.checkId(call.id());
        var fields = call.fields(FIELDS);
        var name = Names.check(fields.at("name"), fields.requiredText("name"));
        var present = tenants.find(call.id());
        // Whoever only renames a tenant must not take away what it may send to.
        var destinations = fields.list("destinations", Tenant.MAX_DESTINATIONS, TenantRoutes::pattern)
                .or(() -> present.map(Tenant::destinations))
                .orElse(List.of());
        var tenant = present.map(old -> new Tenant(old.uid(), old.id(), name, old.createdAt(), destinations))
                .orElseGet(() -> new Tenant(
                        new TenantUid(Id128.random(random)),
                        call.id(),
                        name,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        destinations));
        if (!tenants.put(tenant)) {
            throw new ProblemException(
                    Problem.of(Kind.CONFLICT, "Someone else made this tenant at the same moment; try again"));
        }
        return answer(present.isPresent() ? 200 : 201, tenant);
    }

    private static ArnPattern pattern(String path, JsonValue value) {
        var text = Fields.text(path, value);
        return Fields.within(path, () -> new ArnPattern(text));
    }

    private ApiResponse delete(Call call) {
        call.noBody();
        if (call.id().equals(Tenant.RESERVED_ID)) {
            throw new InvalidInputException("tenant", "'%s' is Penstock's own, and stays".formatted(call.id()));
        }
        if (!tenants.delete(find(tenants, call.id()).uid())) {
            throw new ProblemException(Problem.notFound("tenant", call.id()));
        }
        return Answers.noContent();
    }

    private static ApiResponse answer(int status, Tenant tenant) {
        return Answers.json(status, out -> write(out, tenant));
    }

    private static void write(JsonGenerator out, Tenant tenant) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", tenant.id());
        out.writeStringField("name", tenant.name());
        out.writeStringField("createdAt", Times.format(tenant.createdAt()));
        out.writeArrayFieldStart("destinations");
        for (var pattern : tenant.destinations()) {
            out.writeString(pattern.text());
        }
        out.writeEndArray();
        out.writeStringField("externalId", tenant.externalId());
        out.writeEndObject();
    }
}
