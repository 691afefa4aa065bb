package io.penstock.embedded;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.penstock.filter.Filter;
import io.penstock.identity.Id128;
import io.penstock.signing.SecretInForce;
import io.penstock.signing.SigningKeys;
import io.penstock.signing.SigningSecret;
import io.penstock.subscription.FailingJson;
import io.penstock.subscription.PolicyJson;
import io.penstock.subscription.Selection;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.TenantUid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one place that knows how a subscription stands in a row: what may be read as JSON, and what may be
/// secret, the destination and the signing keys, as encrypted JSON. Both say which version of their form
/// they have.
final class SubscriptionRows {
    /// What [#read] reads, from the column 1 on.
    static final String COLUMNS = "uid, tenant, id, version, body, sealed";

    /// What [#selection] reads, from the column 1 on; also of what was wanted.
    static final String SELECTION_COLUMNS = "uid, id, body";

    private static final int FORM = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vault vault;

    SubscriptionRows(Vault vault) {
        this.vault = vault;
    }

    Subscription read(ResultSet row) throws SQLException {
        var uid = row.getBytes(1);
        var body = parse(row.getString(5).getBytes(StandardCharsets.UTF_8));
        var sealed = parse(vault.open(row.getBytes(6), uid));
        return new Subscription(
                new SubscriptionUid(Id128.of(uid)),
                new TenantUid(Id128.of(row.getBytes(2))),
                row.getString(3),
                row.getLong(4),
                types(body),
                filter(body),
                DestinationRows.read(sealed.get("destination")),
                read(body.get("policy"), PolicyJson::read),
                status(body.get("status")),
                keys(sealed.get("secrets")),
                instant(body, "createdAt"),
                instant(body, "updatedAt"));
    }

    static Selection selection(ResultSet row) throws SQLException {
        var body = parse(row.getString(3).getBytes(StandardCharsets.UTF_8));
        return new Selection(
                new SubscriptionUid(Id128.of(row.getBytes(1))),
                row.getString(2),
                types(body),
                filter(body),
                body.path("ordered").booleanValue());
    }

    /// Its status, in a row that has what [#selection] reads.
    static Status status(ResultSet row) throws SQLException {
        return status(parse(row.getString(3).getBytes(StandardCharsets.UTF_8)).get("status"));
    }

    /// What is wanted, in the form that [#body] has it in.
    static ObjectNode body(Selection selection) {
        var body = JSON.createObjectNode().put("form", FORM);
        var types = body.putArray("types");
        selection.types().forEach(type -> types.add(type.text()));
        if (selection.filter() != null) {
            body.put("filter", selection.filter().pattern());
        }
        if (selection.ordered()) {
            body.put("ordered", true);
        }
        return body;
    }

    /// What may be read.
    static String body(Subscription subscription) {
        var body = body(subscription.selection());
        body.set("policy", tree(out -> PolicyJson.write(out, subscription.policy())));
        var status = body.putObject("status");
        status.put("state", subscription.status().state().name());
        status.put("since", subscription.status().since().toString());
        if (subscription.status().reason() != null) {
            status.put("reason", subscription.status().reason());
        }
        var failing = subscription.status().failing();
        if (failing != null) {
            status.set("failing", tree(out -> FailingJson.write(out, failing)));
        }
        body.put("createdAt", subscription.createdAt().toString());
        body.put("updatedAt", subscription.updatedAt().toString());
        return body.toString();
    }

    /// What may be secret.
    byte[] sealed(Subscription subscription) {
        var sealed = JSON.createObjectNode().put("form", FORM);
        sealed.set("destination", DestinationRows.write(subscription.destination()));
        var secrets = sealed.putArray("secrets");
        for (var held : subscription.keys().secrets()) {
            var secret = secrets.addObject().put("secret", held.secret().reveal());
            held.expiresAt().ifPresent(end -> secret.put("expiresAt", end.toString()));
        }
        try {
            return vault.seal(
                    JSON.writeValueAsBytes(sealed), subscription.uid().value().bytes());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<TypePattern> types(JsonNode body) {
        var types = new ArrayList<TypePattern>();
        body.get("types").forEach(type -> types.add(TypePattern.parse(type.textValue())));
        return types;
    }

    private static @Nullable Filter filter(JsonNode body) {
        return body.hasNonNull("filter") ? Filter.kept(text(body, "filter")) : null;
    }

    private interface Written {
        void to(JsonGenerator out) throws IOException;
    }

    private static JsonNode tree(Written written) {
        try (var buffer = new TokenBuffer(JSON, false)) {
            written.to(buffer);
            return JSON.readTree(buffer.asParser());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Reading<T> {
        T from(JsonParser json) throws IOException;
    }

    private static <T> T read(JsonNode node, Reading<T> reading) {
        try (var json = node.traverse()) {
            json.nextToken();
            return reading.from(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Status status(JsonNode node) {
        return new Status(
                Status.State.valueOf(text(node, "state")),
                node.hasNonNull("reason") ? text(node, "reason") : null,
                instant(node, "since"),
                node.hasNonNull("failing") ? read(node.get("failing"), FailingJson::read) : null);
    }

    private static SigningKeys keys(JsonNode node) {
        var secrets = new ArrayList<SecretInForce>();
        node.forEach(held -> secrets.add(new SecretInForce(
                SigningSecret.parse(text(held, "secret")),
                held.hasNonNull("expiresAt") ? Optional.of(instant(held, "expiresAt")) : Optional.empty())));
        return new SigningKeys(secrets);
    }

    private static String text(JsonNode node, String field) {
        return node.get(field).textValue();
    }

    private static Instant instant(JsonNode node, String field) {
        return Instant.parse(text(node, field));
    }

    private static JsonNode parse(byte[] text) {
        try {
            var node = JSON.readTree(text);
            int form = node.path("form").intValue();
            if (form != FORM) {
                throw new IllegalStateException("a subscription has the form %d, not %d".formatted(form, FORM));
            }
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
