package io.penstock.server;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/// What a client may take up of a server.
///
/// @param headerBytes of a request, all headers and the request line; past it: 431
/// @param connections at the same time; past it nobody is let in until one has gone
/// @param idle how long a connection may stand still
/// @param read how long a whole request may take to arrive; past it the connection is closed
public record HttpLimits(int headerBytes, int connections, Duration idle, Duration read) {
    /// What a server has that says nothing else.
    public static final HttpLimits STANDARD =
            new HttpLimits(32 * 1_024, 4_096, Duration.ofSeconds(30), Duration.ofSeconds(60));

    public HttpLimits {
        if (headerBytes < 1_024 || connections < 1) {
            throw new IllegalArgumentException("limits are too small: %d, %d".formatted(headerBytes, connections));
        }
        requireNonNull(idle, "idle is null");
        requireNonNull(read, "read is null");
    }
}
