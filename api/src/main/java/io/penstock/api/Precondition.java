package io.penstock.api;

import io.penstock.api.Problem.Kind;
import io.penstock.input.InvalidInputException;
import io.penstock.subscription.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a request expects of the subscription that it changes: the headers `If-Match` and `If-None-Match`
/// ([RFC 9110](https://www.rfc-editor.org/rfc/rfc9110), section 13.1).
///
/// @param tags the entity tags of which it has to have one; empty if any version is as good
/// @param some whether there has to be one
/// @param none whether there has to be none
record Precondition(List<String> tags, boolean some, boolean none) {
    private static final String ANY = "*";

    Precondition {
        tags = List.copyOf(tags);
    }

    static Precondition of(Headers headers) {
        var match = String.join(",", headers.all("If-Match")).strip();
        var noneMatch = String.join(",", headers.all("If-None-Match")).strip();
        if (!noneMatch.isEmpty() && !noneMatch.equals(ANY)) {
            throw new InvalidInputException("If-None-Match", "may be * here: only if there is none yet");
        }
        if (match.isEmpty() || match.equals(ANY)) {
            return new Precondition(List.of(), !match.isEmpty(), !noneMatch.isEmpty());
        }
        var tags = new ArrayList<String>();
        for (var tag : match.split(",", -1)) {
            var text = tag.strip();
            if (text.length() < 2 || !text.endsWith("\"") || !(text.startsWith("\"") || text.startsWith("W/\""))) {
                throw new InvalidInputException(
                        "If-Match", "must be the ETag of an earlier answer, in its quotes, or *");
            }
            tags.add(text);
        }
        return new Precondition(tags, true, !noneMatch.isEmpty());
    }

    /// The entity tag of `subscription`.
    static String tag(Subscription subscription) {
        return "\"" + subscription.version() + "\"";
    }

    /// @throws ProblemException if `present` is not what is expected
    void check(Optional<Subscription> present) {
        if (none && present.isPresent()) {
            throw failed("There is one already, and the request asks for none (If-None-Match: *)");
        }
        if (some && present.isEmpty()) {
            throw failed("There is none, and the request changes only one that is there (If-Match)");
        }
        if (!tags.isEmpty() && present.isPresent() && !tags.contains(tag(present.get()))) {
            throw failed("It was changed since: its ETag is %s by now. Read it again, and decide again"
                    .formatted(tag(present.get())));
        }
    }

    private static ProblemException failed(String detail) {
        return new ProblemException(Problem.of(Kind.PRECONDITION_FAILED, detail));
    }
}
