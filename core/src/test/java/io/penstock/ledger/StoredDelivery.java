package io.penstock.ledger;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Delivery;
import io.penstock.delivery.DeliveryId;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.ParkReason;
import io.penstock.subscription.SubscriptionUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A delivery in memory.
final class StoredDelivery {
    private static final Comparator<Attempt> IN_ORDER =
            Comparator.comparingInt(Attempt::run).thenComparingInt(Attempt::n).thenComparing(Attempt::startedAt);

    final PlannedEvent event;
    final SubscriptionUid subscription;
    final long sequence;
    private final String subscriptionId;
    private final Instant expires;
    private final List<Attempt> attempts = new ArrayList<>();

    /// The newest job that has begun it again; 0 for none.
    private long job;

    private int run = 1;
    private int next = 1;
    private DeliveryState state = DeliveryState.WAITING;
    private @Nullable ParkReason parked;
    private @Nullable String reason;
    private Instant due;
    private boolean sent;
    private boolean erased;

    StoredDelivery(
            PlannedEvent event, SubscriptionUid subscription, String subscriptionId, long sequence, Instant expires) {
        this.event = event;
        this.subscription = subscription;
        this.subscriptionId = subscriptionId;
        this.sequence = sequence;
        this.expires = expires;
        this.due = event.acceptedAt();
    }

    DeliveryId id() {
        return DeliveryId.of(event.key(), subscription);
    }

    DeliveryState state() {
        return state;
    }

    @Nullable
    ParkReason parked() {
        return parked;
    }

    Instant expires() {
        return expires;
    }

    int run() {
        return run;
    }

    boolean isUnfinished() {
        return !state.isFinal();
    }

    boolean isWaiting() {
        return state == DeliveryState.WAITING;
    }

    boolean isAt(DeliveryMessage message) {
        return run == message.run() && next == message.n();
    }

    boolean isToBeSent(Instant now) {
        return isWaiting() && !sent && isDue(now);
    }

    boolean isDue(Instant now) {
        return !now.isBefore(due);
    }

    /// The message that asks for its next attempt, which is on its way from now on.
    DeliveryMessage send() {
        sent = true;
        return new DeliveryMessage(event.key(), subscription, run, next);
    }

    /// The message was lost, or came too early: it is sent again in time.
    void unsend() {
        sent = false;
    }

    void erase() {
        erased = true;
        attempts.replaceAll(Attempt::withoutResponse);
        if (isUnfinished()) {
            become(new Next.End(DeliveryState.CANCELLED, Erasure.REASON));
        }
    }

    boolean isErased() {
        return erased;
    }

    void record(Attempt attempt) {
        attempts.add(erased ? attempt.withoutResponse() : attempt);
        attempts.sort(IN_ORDER);
    }

    void become(Next step) {
        switch (step) {
            case Next.TryAt tryAt -> waitFor(run, tryAt.n(), tryAt.due());
            case Next.Park park ->
                rest(DeliveryState.PARKED, park.reason(), park.reason().text());
            case Next.End end -> rest(end.state(), null, end.reason().isEmpty() ? null : end.reason());
            case Next.Refuse refuse -> rest(DeliveryState.REFUSED, null, refuse.reason());
        }
    }

    void release(Instant now) {
        waitFor(run, next, now);
    }

    void replay(Instant now) {
        waitFor(run + 1, 1, now);
    }

    void replay(long job, Instant now) {
        this.job = job;
        replay(now);
    }

    long job() {
        return job;
    }

    private void waitFor(int run, int next, Instant due) {
        rest(DeliveryState.WAITING, null, null);
        this.run = run;
        this.next = next;
        this.due = due;
        sent = false;
    }

    private void rest(DeliveryState state, @Nullable ParkReason parked, @Nullable String reason) {
        this.state = state;
        this.parked = parked;
        this.reason = reason;
    }

    Delivery shown() {
        return shown(attempts);
    }

    Delivery shownInList() {
        return shown(List.of());
    }

    private Delivery shown(List<Attempt> attempts) {
        return new Delivery(
                id(),
                event.key(),
                event.event().type(),
                subscription,
                subscriptionId,
                run,
                next,
                state,
                reason,
                isWaiting() ? due : null,
                event.acceptedAt(),
                expires,
                attempts);
    }
}
