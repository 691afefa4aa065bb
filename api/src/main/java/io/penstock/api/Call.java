package io.penstock.api;

import io.penstock.api.Problem.Kind;
import io.penstock.input.InvalidInputException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A request that has found its route.
///
/// @param request itself
/// @param variables what stands in the place of the path's variables, in order
/// @param query its parameters
record Call(ApiRequest request, List<String> variables, Query query) {
    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    /// The first variable of the path.
    String id() {
        return variables.getFirst();
    }

    /// The object in the body.
    JsonValue.Obj json() {
        return read(List.of(JSON));
    }

    /// The object in the body, all of whose members are known.
    Fields fields(Collection<String> known) {
        return new Fields(json(), "", known);
    }

    /// The object in the body, if there is a body.
    Optional<Fields> optionalFields(Collection<String> known) {
        return request.body().length == 0 ? Optional.empty() : Optional.of(fields(known));
    }

    /// The merge patch in the body.
    JsonValue.Obj patch() {
        return read(List.of(MERGE_PATCH, JSON));
    }

    /// Refuses whatever the body may say: there is nothing to be said.
    void noBody() {
        optionalFields(List.of());
    }

    private JsonValue.Obj read(List<String> types) {
        var type = request.headers().single("content-type");
        if (!type.map(Call::essence).filter(types::contains).isPresent()) {
            throw new ProblemException(Problem.ofField(
                    Kind.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type",
                    "must be %s; this is %s"
                            .formatted(
                                    String.join(" or ", types),
                                    type.map(text -> "'" + Answers.excerpt(text) + "'")
                                            .orElse("missing"))));
        }
        if (StrictJson.read(request.body()) instanceof JsonValue.Obj object) {
            return object;
        }
        throw new InvalidInputException("", "the body must be a JSON object");
    }

    /// Type and subtype; empty if the charset is not UTF-8, which JSON has to be.
    private static String essence(String type) {
        int semicolon = type.indexOf(';');
        if (semicolon < 0) {
            return type.strip().toLowerCase(Locale.ROOT);
        }
        var parameters = type.substring(semicolon + 1)
                .toLowerCase(Locale.ROOT)
                .replace("\"", "")
                .replace(" ", "");
        boolean utf8 = !parameters.contains("charset=") || parameters.contains("charset=utf-8");
        return utf8 ? type.substring(0, semicolon).strip().toLowerCase(Locale.ROOT) : "";
    }
}
