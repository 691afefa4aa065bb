package io.penstock.subscription;

import java.io.Serial;

/// Someone else changed it between reading and writing. Read it again, and decide again.
public final class ChangedMeanwhileException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /// @param what what was changed, for people
    public ChangedMeanwhileException(String what) {
        super(what + " was changed by someone else meanwhile", null, false, false);
    }
}
