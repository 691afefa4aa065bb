package io.penstock.signing;

import java.time.Duration;
import java.time.Instant;

/// What a [SignatureVerifier] found.
public sealed interface Verification {
    /// A holder of one of the keys signed exactly this, lately. Whether it has been here before is for the
    /// receiver to know, by the id.
    ///
    /// @param id the webhook's name, the same at every retry
    /// @param timestamp when the sender made this attempt, in whole seconds
    record Verified(String id, Instant timestamp) implements Verification {}

    /// Not to be trusted. None of these says anything secret, so a sender may be told.
    sealed interface Rejected extends Verification {
        /// One sentence for a person.
        default String explanation() {
            return switch (this) {
                case MissingHeader missing -> "The header %s is missing or empty.".formatted(missing.name());
                case MalformedId malformed ->
                    "The header %s must have 1 to %d visible ASCII characters and no full stop."
                            .formatted(SignedHeaders.ID, SignedHeaders.MAX_ID_LENGTH);
                case MalformedTimestamp malformed ->
                    "The header %s is not a whole number of seconds since 1970.".formatted(SignedHeaders.TIMESTAMP);
                case TooOld old ->
                    "It was sent %d seconds ago, more than the %d tolerated: it may be a replay, or a clock is wrong."
                            .formatted(old.age().toSeconds(), old.tolerance().toSeconds());
                case TooNew early ->
                    "It was sent %d seconds in the future, more than the %d tolerated: a clock is wrong."
                            .formatted(
                                    early.ahead().toSeconds(), early.tolerance().toSeconds());
                case TooManySignatures many ->
                    "The header %s has more than %d signatures.".formatted(SignedHeaders.SIGNATURE, many.limit());
                case NoMatchingSignature none ->
                    "No signature matches: another secret, or a body other than the bytes that were signed.";
            };
        }
    }

    /// A header that is needed is not there, or empty.
    record MissingHeader(String name) implements Rejected {}

    /// The id is none that can be signed unambiguously, as [SignedHeaders#of] says.
    record MalformedId() implements Rejected {}

    /// The timestamp is not what is written for a number of seconds since 1970.
    record MalformedTimestamp() implements Rejected {}

    /// Made further back than is tolerated: perhaps a replay.
    record TooOld(Instant timestamp, Duration age, Duration tolerance) implements Rejected {}

    /// Made further ahead than is tolerated: one of the two clocks is wrong.
    record TooNew(Instant timestamp, Duration ahead, Duration tolerance) implements Rejected {}

    /// More signatures than are looked at.
    record TooManySignatures(int limit) implements Rejected {}

    /// None of the signatures was made with any of the keys for this id, timestamp and body.
    record NoMatchingSignature() implements Rejected {}
}
