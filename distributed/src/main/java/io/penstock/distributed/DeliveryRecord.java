package io.penstock.distributed;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.ParkReason;
import io.penstock.distributed.KeptEvent.Planned;
import io.penstock.identity.Id128;
import io.penstock.ledger.Erasure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a delivery stands. What is not on record yet stands at run 1, attempt 1.
///
/// @param planned what it is
/// @param revision of its item; 0 if there is none yet
/// @param run which run
/// @param next which attempt of the run comes next
/// @param state where it stands
/// @param reason why it ended so, or waits, if that is not for a time alone; null if it has not, or the state says it all
/// @param due when its next attempt is to be made; only while it waits
/// @param parked why, and under which number; only while it is parked
/// @param refused what its end disables; only if it was refused
/// @param endedAt when it came to its end, unless it was delivered; null if it has not
/// @param job the newest job that has begun it again; 0 for none
/// @param attempts those that are kept with it, rather than in items of their own
/// @param erased whether its event was erased, so that no answer is kept any more
/// @param place where it is in its lane, or was last, or is to be; null if it has no lane, or was alone in it so far
record DeliveryRecord(
        Planned planned,
        long revision,
        int run,
        int next,
        DeliveryState state,
        @Nullable String reason,
        @Nullable Instant due,
        @Nullable Parked parked,
        @Nullable Refused refused,
        @Nullable Instant endedAt,
        long job,
        List<Attempt> attempts,
        boolean erased,
        Lane.@Nullable Place place) {
    /// For what is not parked.
    private static final Id128 NO_NUMBER = new Id128(0, 0);

    /// One time that a delivery was parked.
    ///
    /// @param reason for which change of state it waits
    /// @param number fresh for each time, so that what is done about one is not done about the next
    record Parked(ParkReason reason, Id128 number) {
        Parked {
            requireNonNull(reason, "reason is null");
            requireNonNull(number, "number is null");
        }
    }

    /// A receiver that wants nothing more.
    ///
    /// @param version of the subscription that is disabled for it, if it has that still
    /// @param at when that was said
    record Refused(long version, Instant at) {
        Refused {
            requireNonNull(at, "at is null");
        }
    }

    DeliveryRecord {
        requireNonNull(planned, "planned is null");
        requireNonNull(state, "state is null");
        attempts = List.copyOf(attempts);
        if ((due != null) != (state == DeliveryState.WAITING) || (parked != null) != (state == DeliveryState.PARKED)) {
            throw new IllegalArgumentException("%s with due %s and parked %s".formatted(state, due, parked));
        }
    }

    /// What a plan makes of it.
    static DeliveryRecord first(Planned planned) {
        return new DeliveryRecord(
                planned,
                0,
                1,
                1,
                DeliveryState.WAITING,
                null,
                planned.acceptedAt(),
                null,
                null,
                null,
                0,
                List.of(),
                false,
                null);
    }

    /// The message that asks for its next attempt.
    DeliveryMessage message() {
        return new DeliveryMessage(planned.event(), planned.subscription(), run, next);
    }

    /// Whether `message` asks for its next attempt.
    boolean isAt(DeliveryMessage message) {
        return run == message.run() && next == message.n();
    }

    /// Whether what follows from this record may be up to whoever holds `message`: it asks for this attempt, or for the
    /// one before.
    boolean isFollowedBy(DeliveryMessage message) {
        return run == message.run() && (next == message.n() || next == message.n() + 1);
    }

    boolean isUnfinished() {
        return !state.isFinal();
    }

    boolean isToBeAttempted(Instant now) {
        return due != null && !now.isBefore(due);
    }

    boolean isParkedUnder(Id128 number) {
        return parked != null && parked.number().equals(number);
    }

    /// What becomes of it.
    ///
    /// @param number for the case that it is parked
    /// @param now for the case that it comes to its end
    DeliveryRecord become(Next step, Id128 number, Instant now) {
        return switch (step) {
            case Next.TryAt(var n, var at, var why) -> at(run, n, DeliveryState.WAITING, why, at, null, null, null);
            case Next.Park(var why) ->
                at(run, next, DeliveryState.PARKED, null, null, new Parked(why, number), null, null);
            case Next.End(var end, var why) ->
                at(
                        run,
                        next,
                        end,
                        why.isEmpty() ? null : why,
                        null,
                        null,
                        null,
                        end == DeliveryState.DELIVERED ? null : now.truncatedTo(ChronoUnit.MILLIS));
            case Next.Refuse(var why, var disabled) ->
                at(
                        run,
                        next,
                        DeliveryState.REFUSED,
                        why,
                        null,
                        null,
                        new Refused(disabled.version(), disabled.updatedAt()),
                        now.truncatedTo(ChronoUnit.MILLIS));
        };
    }

    /// It may go on.
    DeliveryRecord released(Instant now) {
        return waiting(run, next, now);
    }

    /// It waits for its turn, under this number.
    DeliveryRecord behind(Id128 number) {
        return at(run, next, DeliveryState.PARKED, null, null, new Parked(ParkReason.LANE, number), null, null);
    }

    /// The same with this place in its lane.
    DeliveryRecord at(Lane.Place place) {
        return new DeliveryRecord(
                planned, revision, run, next, state, reason, due, parked, refused, endedAt, job, attempts, erased,
                place);
    }

    /// The same in a lane.
    DeliveryRecord in(Id128 lane) {
        return new DeliveryRecord(
                planned.in(lane),
                revision,
                run,
                next,
                state,
                reason,
                due,
                parked,
                refused,
                endedAt,
                job,
                attempts,
                erased,
                place);
    }

    /// The same once it is written.
    DeliveryRecord written() {
        return new DeliveryRecord(
                planned,
                revision + 1,
                run,
                next,
                state,
                reason,
                due,
                parked,
                refused,
                endedAt,
                job,
                attempts,
                erased,
                place);
    }

    /// Whether no attempt of its run has left a trace on it: it waits for the first one.
    boolean isUntouched() {
        return state == DeliveryState.WAITING && next == 1 && reason == null;
    }

    /// It begins anew.
    DeliveryRecord replayed(Instant now) {
        return waiting(run + 1, 1, now);
    }

    /// What is left of it when its event is erased.
    ///
    /// @param now for the case that it comes to its end
    DeliveryRecord asErased(Instant now) {
        var left =
                isUnfinished() ? become(new Next.End(DeliveryState.CANCELLED, Erasure.REASON), NO_NUMBER, now) : this;
        return new DeliveryRecord(
                planned,
                revision,
                run,
                next,
                left.state(),
                left.reason(),
                null,
                null,
                left.refused(),
                left.endedAt(),
                job,
                attempts.stream().map(Attempt::withoutResponse).toList(),
                true,
                place);
    }

    /// It is begun anew by this job.
    DeliveryRecord replayed(long job, Instant now) {
        return new DeliveryRecord(
                planned,
                revision,
                run + 1,
                1,
                DeliveryState.WAITING,
                null,
                now,
                null,
                null,
                null,
                job,
                attempts,
                erased,
                place);
    }

    private DeliveryRecord waiting(int run, int next, Instant due) {
        return at(run, next, DeliveryState.WAITING, null, due, null, null, null);
    }

    private DeliveryRecord at(
            int run,
            int next,
            DeliveryState state,
            @Nullable String reason,
            @Nullable Instant due,
            @Nullable Parked parked,
            @Nullable Refused refused,
            @Nullable Instant endedAt) {
        return new DeliveryRecord(
                planned, revision, run, next, state, reason, due, parked, refused, endedAt, job, attempts, erased,
                place);
    }

    /// With one more attempt.
    DeliveryRecord with(Attempt attempt) {
        var more = new ArrayList<>(attempts);
        more.add(attempt);
        return new DeliveryRecord(
                planned, revision, run, next, state, reason, due, parked, refused, endedAt, job, more, erased, place);
    }
}
