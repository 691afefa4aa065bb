package io.penstock.command.client;

import static java.util.Objects.requireNonNull;

import io.penstock.access.KeyText;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Where a server listens, and who asks it.
///
/// @param server `http://127.0.0.1:8080`, with or without a path
/// @param key a tenant's, or the operator's
/// @param tenant in whose name the operator asks
public record ServerAccess(URI server, KeyText key, Optional<String> tenant) {
    public ServerAccess {
        requireNonNull(server, "server is null");
        requireNonNull(key, "key is null");
        requireNonNull(tenant, "tenant is null");
    }

    /// With a key alone.
    public ServerAccess(URI server, KeyText key) {
        this(server, key, Optional.empty());
    }

    /// Where `path`, from the first slash on, is at this server.
    public URI at(String path) {
        var base = server.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    /// The headers of a request that say who asks.
    public Map<String, String> headers() {
        var headers = new LinkedHashMap<String, String>();
        headers.put("authorization", "Bearer " + key.reveal());
        tenant.ifPresent(id -> headers.put("penstock-tenant", id));
        return headers;
    }
}
