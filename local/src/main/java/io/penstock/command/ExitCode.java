package io.penstock.command;

/// What the process says when it ends, after the BSD convention of `sysexits.h` where it has a word for it.
final class ExitCode {
    /// It did what it was asked to.
    static final int OK = 0;

    /// It did, and the answer is no: a test delivery failed, a benchmark lost an event.
    static final int NO = 1;

    /// The command line is wrong.
    static final int USAGE = 2;

    /// What was asked for does not exist.
    static final int NOT_FOUND = 3;

    /// The server refused what it was sent.
    static final int REFUSED = 65;

    /// There is no server at that address, or it does not answer.
    static final int UNAVAILABLE = 69;

    /// A mistake in Penstock.
    static final int SOFTWARE = 70;

    /// It cannot start: its port or its data directory cannot be used.
    static final int CANNOT_START = 73;

    /// What was written to the disk is unknown, or a part of it has ended that it cannot do without.
    static final int DISK = 74;

    /// The key is not accepted.
    static final int NO_PERMISSION = 77;

    /// It was ended by Ctrl-C: 128 and the number of SIGINT. By SIGTERM, the JVM itself ends with 143.
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
