package io.penstock.distributed;

/// What a sweep did.
///
/// @param sent how many wake-ups were sent
/// @param failed how many could not be sent, and stay
/// @param done whether it came to the end: not, if someone else is at it, it had no more time, or there was more than it may look at
public record Swept(int sent, int failed, boolean done) {
    static final Swept HELD_BY_ANOTHER = new Swept(0, 0, false);
}
