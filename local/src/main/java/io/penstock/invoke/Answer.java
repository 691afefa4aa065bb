package io.penstock.invoke;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/// What an invocation came to.
///
/// @param failed whether the function failed, rather than answered
/// @param text what it answered, or Lambda's description of the failure; JSON
public record Answer(boolean failed, String text) {
    public Answer {
        requireNonNull(text, "text is null");
    }

    static Answer of(boolean failed, byte[] text) {
        return new Answer(failed, new String(text, StandardCharsets.UTF_8));
    }
}
