package io.penstock.distributed.registry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.signing.SecretInForce;
import io.penstock.signing.SigningKeys;
import io.penstock.signing.SigningSecret;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Subscription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What may be secret of a subscription, as it is sealed: a JSON object with its uid, where it delivers, and what it
/// signs with.
final class SecretJson {
    private static final JsonFactory JSON = new JsonFactory();

    private SecretJson() {}

    /// What may be secret.
    ///
    /// @param uid of which subscription, so that nothing sealed for another one passes for it
    record Secret(String uid, Destination destination, SigningKeys keys) {
        @Override
        public String toString() {
            return "Secret[of sub_%s]".formatted(uid);
        }
    }

    static byte[] write(Subscription subscription) {
        var bytes = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("uid", subscription.uid().value().text());
            json.writeObjectFieldStart("destination");
            DestinationJson.write(json, subscription.destination());
            json.writeEndObject();
            json.writeArrayFieldStart("secrets");
            for (var held : subscription.keys().secrets()) {
                json.writeStartObject();
                json.writeStringField("secret", held.secret().reveal());
                if (held.expiresAt().isPresent()) {
                    json.writeStringField("expiresAt", held.expiresAt().get().toString());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Secret read(byte[] text) {
        var uid = "";
        @Nullable Destination destination = null;
        List<SecretInForce> secrets = List.of();
        try (var json = JSON.createParser(text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "uid" -> uid = json.getText();
                    case "destination" -> destination = DestinationJson.read(json);
                    case "secrets" -> secrets = secrets(json);
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Secret(uid, requireNonNull(destination, "destination is null"), new SigningKeys(secrets));
    }

    /// The members of an object, all of which are texts.
    static Map<String, String> texts(JsonParser json) throws IOException {
        var texts = new LinkedHashMap<String, String>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            texts.put(json.currentName(), json.nextTextValue());
        }
        return texts;
    }

    private static List<SecretInForce> secrets(JsonParser json) throws IOException {
        var secrets = new ArrayList<SecretInForce>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            var texts = texts(json);
            secrets.add(new SecretInForce(
                    SigningSecret.parse(requireNonNull(texts.get("secret"), "a secret is null")),
                    Optional.ofNullable(texts.get("expiresAt")).map(Instant::parse)));
        }
        return secrets;
    }
}
