package io.penstock.distributed.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.distributed.UnknownFormException;
import io.penstock.filter.Filter;
import io.penstock.identity.Id128;
import io.penstock.subscription.Selection;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// What all subscriptions of a tenant want at one version of the registry, as it stands in a blob: a JSON array, in the
/// zlib format (RFC 1950). First its form, then the version, then an array for each subscription: its uid, its id, the
/// version that made it so, its types, its filter if it has one, and `true` if it wants events in order.
final class SnapshotForm {
    private static final int FORM = 1;
    private static final int BUFFER = 64 * 1_024;
    private static final JsonFactory JSON = new JsonFactory();

    private SnapshotForm() {}

    static byte[] write(Snapshot snapshot) {
        var bytes = new ByteArrayOutputStream(BUFFER);
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try (var json = JSON.createGenerator(new DeflaterOutputStream(bytes, deflater, BUFFER))) {
            json.writeStartArray();
            json.writeNumber(FORM);
            json.writeNumber(snapshot.version());
            for (var held : snapshot.held()) {
                json.writeStartArray();
                json.writeString(held.selection().uid().value().text());
                json.writeString(held.selection().id());
                json.writeNumber(held.version());
                json.writeStartArray();
                for (var type : held.selection().types()) {
                    json.writeString(type.text());
                }
                json.writeEndArray();
                var filter = held.selection().filter();
                if (filter != null) {
                    json.writeString(filter.pattern());
                }
                if (held.selection().ordered()) {
                    json.writeBoolean(true);
                }
                json.writeEndArray();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    /// Tells `selections` all that [#write] wrote.
    ///
    /// @throws UnknownFormException if it is in a form of another release
    static void read(byte[] bytes, Selections selections) {
        try (var json = JSON.createParser(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            json.nextToken();
            json.nextToken();
            UnknownFormException.check("a snapshot of subscriptions", json.getLongValue(), FORM);
            json.nextToken();
            long version = json.getLongValue();
            while (json.nextToken() == JsonToken.START_ARRAY) {
                readOne(json, selections);
            }
            selections.reached(version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readOne(JsonParser json, Selections selections) throws IOException {
        var uid = new SubscriptionUid(Id128.parse(json.nextTextValue()));
        var id = json.nextTextValue();
        long version = json.nextLongValue(0);
        json.nextToken();
        List<TypePattern> types = SelectionJson.types(json);
        @Nullable Filter filter = null;
        if (json.nextToken() == JsonToken.VALUE_STRING) {
            filter = Filter.kept(json.getText());
            json.nextToken();
        }
        boolean ordered = json.currentToken() == JsonToken.VALUE_TRUE;
        if (ordered) {
            json.nextToken();
        }
        selections.put(new Selection(uid, id, types, filter, ordered), version);
    }
}
