package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.access.ApiKey;
import io.penstock.access.KeyAdministration;
import io.penstock.access.Keys;
import io.penstock.input.InvalidInputException;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.Tenants;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys of a tenant, which the operator makes and revokes.
final class KeyRoutes {
    private static final List<String> FIELDS = List.of("name", "expiresAt");

    private final Tenants tenants;
    private final Keys keys;
    private final KeyAdministration administration;

    KeyRoutes(ApiServices services) {
        this.tenants = services.tenants();
        this.keys = services.keys();
        this.administration = services.keyAdministration();
    }

    List<Route> routes() {
        return List.of(
                Route.ofOperator("GET", "/v1/tenants/{tenant}/keys", this::list),
                Route.ofOperator("POST", "/v1/tenants/{tenant}/keys", this::create),
                Route.ofOperator("DELETE", "/v1/tenants/{tenant}/keys/{key}", this::revoke));
    }

    private ApiResponse list(Call call) {
        var tenant = TenantRoutes.find(tenants, call.id());
        return Answers.list(keys.list(tenant.uid()), Optional.empty(), (out, key) -> {
            out.writeStartObject();
            write(out, key);
            out.writeEndObject();
        });
    }

    private ApiResponse create(Call call) {
        if (call.id().equals(Tenant.RESERVED_ID)) {
            throw new InvalidInputException(
                    "tenant", "'%s' has no keys: the operator's reaches it".formatted(call.id()));
        }
        var tenant = TenantRoutes.find(tenants, call.id());
        var fields = call.fields(FIELDS);
        var name = Names.check(fields.at("name"), fields.requiredText("name"));
        var made = administration.create(
                tenant.uid(), name, fields.time("expiresAt").orElse(null));
        var location =
                "/v1/tenants/%s/keys/%s".formatted(tenant.id(), made.key().id());
        return Answers.json(201, List.of(Map.entry("location", location)), out -> {
            out.writeStartObject();
            write(out, made.key());
            out.writeStringField("key", made.text().reveal());
            out.writeEndObject();
        });
    }

    private ApiResponse revoke(Call call) {
        call.noBody();
        var tenant = TenantRoutes.find(tenants, call.id());
        var key = call.variables().get(1);
        if (!keys.revoke(tenant.uid(), key)) {
            throw new ProblemException(Problem.notFound("key", key));
        }
        return Answers.noContent();
    }

    private static void write(JsonGenerator out, ApiKey key) throws IOException {
        out.writeStringField("id", key.id());
        out.writeStringField("name", key.name());
        out.writeStringField("createdAt", Times.format(key.createdAt()));
        if (key.expiresAt() != null) {
            out.writeStringField("expiresAt", Times.format(key.expiresAt()));
        }
    }
}
