package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.access.ApiKey;
import io.penstock.distributed.Item;
import io.penstock.tenant.TenantUid;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All keys of a tenant, in one item, which is written only as it was read: so their number is known, and who revokes a
/// key takes it from all at once. A hundred keys with the longest names have room in it.
///
/// @param revision of the item as it was read; 0 if there is none
/// @param keys oldest first
record KeyList(long revision, List<ApiKey> keys) {
    private static final int FORM = 1;
    private static final JsonFactory JSON = new JsonFactory();

    private static final Comparator<ApiKey> OLDEST_FIRST =
            Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id);

    static final KeyList NONE = new KeyList(0, List.of());

    KeyList {
        keys = keys.stream().sorted(OLDEST_FIRST).toList();
    }

    Optional<ApiKey> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findAny();
    }

    KeyList with(ApiKey key) {
        var more = new ArrayList<>(keys);
        more.add(key);
        return new KeyList(revision, more);
    }

    KeyList without(String id) {
        return new KeyList(
                revision, keys.stream().filter(key -> !key.id().equals(id)).toList());
    }

    /// @param revision its own
    Item write(TenantUid tenant, long revision) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (var key : keys) {
                json.writeStartObject();
                json.writeStringField("id", key.id());
                json.writeStringField("name", key.name());
                json.writeStringField("hash", key.hash());
                json.writeNumberField("createdAt", key.createdAt().toEpochMilli());
                if (key.expiresAt() != null) {
                    json.writeNumberField("expiresAt", key.expiresAt().toEpochMilli());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Item.at(RegistryPlaces.keys(tenant), FORM)
                .with(Item.REVISION, revision)
                .with("keys", text.toString());
    }

    /// @param item null if there is none
    static KeyList read(TenantUid tenant, @Nullable Item item) {
        if (item == null) {
            return NONE;
        }
        var keys = new ArrayList<ApiKey>();
        try (var json = JSON.createParser(item.in(FORM).text("keys"))) {
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                @Nullable String id = null;
                @Nullable String name = null;
                @Nullable String hash = null;
                var createdAt = Instant.EPOCH;
                @Nullable Instant expiresAt = null;
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    var member = json.currentName();
                    json.nextToken();
                    switch (member) {
                        case "id" -> id = json.getText();
                        case "name" -> name = json.getText();
                        case "hash" -> hash = json.getText();
                        case "createdAt" -> createdAt = Instant.ofEpochMilli(json.getLongValue());
                        case "expiresAt" -> expiresAt = Instant.ofEpochMilli(json.getLongValue());
                        default -> json.skipChildren();
                    }
                }
                keys.add(new ApiKey(
                        requireNonNull(id, "id is null"),
                        tenant,
                        requireNonNull(name, "name is null"),
                        requireNonNull(hash, "hash is null"),
                        createdAt,
                        expiresAt));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new KeyList(item.number(Item.REVISION), keys);
    }
}
