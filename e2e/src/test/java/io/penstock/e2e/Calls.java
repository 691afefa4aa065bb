package io.penstock.e2e;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.StreamSupport;

/// The calls of AWS that the functions have made, as the plugin of LocalStack has written them down.
final class Calls {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Calls() {}

    /// A call.
    ///
    /// @param function what the template calls who made it
    /// @param service `dynamodb`, say
    /// @param operation `BatchGetItem`, say
    /// @param status how it was answered: 200, say
    /// @param on what it named, by the names of its parameters: `TableName`, say
    /// @param units what DynamoDB says that it took; 0 of others
    record Call(String function, String service, String operation, int status, JsonNode on, double units) {
        /// What it named under `parameter`, which may be several.
        List<String> named(String parameter) {
            var value = on.path(parameter);
            return value.isArray()
                    ? StreamSupport.stream(value.spliterator(), false)
                            .map(JsonNode::asText)
                            .toList()
                    : value.isMissingNode() ? List.of() : List.of(value.asText());
        }
    }

    /// Those that the stack's functions have made since `from` of them had been made.
    static List<Call> since(Stack stack, int from) throws IOException {
        var file = stack.logs().resolve("calls.jsonl");
        try (var lines = Files.lines(file)) {
            return lines.map(Calls::json)
                    .filter(json ->
                            stack.functions().containsKey(json.get("function").asText()))
                    .skip(from)
                    .map(json -> call(stack, json))
                    .toList();
        }
    }

    static int count(Stack stack) throws IOException {
        return since(stack, 0).size();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new IllegalStateException(line, e);
        }
    }

    private static Call call(Stack stack, JsonNode json) {
        return new Call(
                requireNonNull(stack.functions().get(json.get("function").asText())),
                json.get("service").asText(),
                json.get("operation").asText(),
                json.get("status").asInt(),
                json.get("on"),
                json.path("units").asDouble());
    }
}
