package io.penstock.distributed;

import java.io.Serial;

/// The end of a process between two effects. No error of anyone's: nothing may catch it but whoever starts the next one.
final class Crash extends Error {
    @Serial
    private static final long serialVersionUID = 1;

    Crash(String at) {
        super("crash at " + at, null, false, false);
    }
}
