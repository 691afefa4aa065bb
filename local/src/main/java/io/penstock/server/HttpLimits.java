package io.penstock.server;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/// What a client may take up of a server.
///
/// @param headerBytes of a request, all headers and the request line; past it: 431
/// @param bodyBytes of all large requests together that are in memory at the same time, and as many of large answers;
///     past it: 503. Up to 16 KiB, a body is not counted
/// @param connections at the same time; past it nobody is let in until one has gone
/// @param idle how long a connection may stand still
/// @param read how long a whole request may take to arrive, from its first byte; past it the connection is closed
public record HttpLimits(int headerBytes, long bodyBytes, int connections, Duration idle, Duration read) {
    /// What a server has that says nothing else.
    public static final HttpLimits STANDARD =
            new HttpLimits(32 * 1_024, 64 * 1_024 * 1_024, 4_096, Duration.ofSeconds(30), Duration.ofSeconds(60));

    public HttpLimits {
        if (headerBytes < 1_024 || bodyBytes < 1 || connections < 1) {
            throw new IllegalArgumentException(
                    "limits are too small: %d, %d, %d".formatted(headerBytes, bodyBytes, connections));
        }
        requireNonNull(idle, "idle is null");
        requireNonNull(read, "read is null");
    }

    /// These, for another number of connections.
    public HttpLimits withConnections(int other) {
        return new HttpLimits(headerBytes, bodyBytes, other, idle, read);
    }
}
