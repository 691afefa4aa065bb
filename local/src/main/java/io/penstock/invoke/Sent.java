package io.penstock.invoke;

/// What a function has left behind for others.
///
/// @param where the queue, or `bus`
/// @param text the message's body, or the event's detail
/// @param delaySeconds after how long it comes out
public record Sent(String where, String text, long delaySeconds) {}
