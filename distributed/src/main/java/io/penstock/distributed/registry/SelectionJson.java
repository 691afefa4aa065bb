package io.penstock.distributed.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.filter.Filter;
import io.penstock.subscription.Selection;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.TypePattern;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which events are wanted, as it stands in items: the members `types` and `filter` of a JSON object, and `ordered` if
/// they are wanted in order; it may have others.
final class SelectionJson {
    private static final JsonFactory JSON = new JsonFactory();

    private SelectionJson() {}

    /// What is wanted, and not by whom.
    record Wanted(List<TypePattern> types, @Nullable Filter filter, boolean ordered) {
        Wanted {
            types = List.copyOf(types);
        }

        Selection by(SubscriptionUid uid, String id) {
            return new Selection(uid, id, types, filter, ordered);
        }
    }

    /// The members, into an object that is being written.
    static void write(JsonGenerator json, List<TypePattern> types, @Nullable Filter filter, boolean ordered)
            throws IOException {
        json.writeArrayFieldStart("types");
        for (var type : types) {
            json.writeString(type.text());
        }
        json.writeEndArray();
        if (filter != null) {
            json.writeStringField("filter", filter.pattern());
        }
        if (ordered) {
            json.writeBooleanField("ordered", true);
        }
    }

    /// Reads `json`, an object.
    static Wanted read(String json) {
        var types = List.<TypePattern>of();
        @Nullable Filter filter = null;
        boolean ordered = false;
        try (var parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "types" -> types = types(parser);
                    case "filter" -> filter = Filter.kept(parser.getText());
                    case "ordered" -> ordered = parser.getBooleanValue();
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Wanted(types, filter, ordered);
    }

    /// Reads an array of types, to its end.
    static List<TypePattern> types(JsonParser parser) throws IOException {
        var types = new ArrayList<TypePattern>(1);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            types.add(TypePattern.parse(parser.getText()));
        }
        return types;
    }

    /// An object of nothing else, from one that may have other members.
    static String of(String json) {
        var wanted = read(json);
        var text = new StringWriter();
        try (var generator = JSON.createGenerator(text)) {
            generator.writeStartObject();
            write(generator, wanted.types(), wanted.filter(), wanted.ordered());
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
