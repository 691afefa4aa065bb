package io.penstock.function.announce;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The records of a DynamoDB stream, as Lambda hands them to a function, of which the keys matter
/// ([its form](https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html)).
final class RegistryStream {
    private static final JsonFactory JSON = new JsonFactory();

    private RegistryStream() {}

    /// A change of an item.
    ///
    /// @param sequence its number in the stream
    /// @param partition of the item
    record Change(String sequence, String partition) {}

    /// Reads the changes, in their order.
    ///
    /// @throws IllegalArgumentException if there are none to be read
    static List<Change> read(InputStream in) throws IOException {
        var changes = new ArrayList<Change>();
        try (var json = JSON.createParser(in)) {
            var found = new Found();
            // Wherever they stand: a record has each of these members once.
            for (var token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    found.take(json);
                    found.change(changes);
                }
            }
        }
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("there are no records in this");
        }
        return changes;
    }

    private static final class Found {
        private @Nullable String sequence;
        private @Nullable String partition;

        void take(JsonParser json) throws IOException {
            switch (json.currentName()) {
                case "NewImage", "OldImage" -> {
                    json.nextToken();
                    json.skipChildren();
                }
                case "SequenceNumber" -> sequence = json.nextTextValue();
                case "pk" -> {
                    json.nextToken();
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        partition = json.nextTextValue();
                    }
                }
                default -> {}
            }
        }

        void change(List<Change> changes) {
            if (sequence != null && partition != null) {
                changes.add(new Change(sequence, partition));
                sequence = null;
                partition = null;
            }
        }
    }
}
