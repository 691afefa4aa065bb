package io.penstock.distributed;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.ParkReason;
import io.penstock.distributed.DeliveryRecord.Parked;
import io.penstock.distributed.DeliveryRecord.Refused;
import io.penstock.distributed.KeptEvent.Planned;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Deliveries and attempts as items.
final class DeliveryItems {
    private static final int FORM = 1;
    private static final String ATTEMPTS = "attempts";
    private static final String ERASED = "erased";
    private static final String JOB = "job";
    private static final String LANE = "lane";
    private static final String RUN = "run";

    private final DistributedOptions options;

    DeliveryItems(DistributedOptions options) {
        this.options = options;
    }

    /// The item of `record`, a revision later.
    Item write(DeliveryRecord record) {
        var planned = record.planned();
        var item = Item.at(Places.delivery(planned.event(), planned.subscription()), FORM)
                .with(Item.REVISION, record.revision() + 1)
                .until(planned.acceptedAt().plus(options.retention()))
                .with(RUN, record.run())
                .with("next", record.next())
                .with("state", text(record.state()))
                .with("reason", record.reason())
                .with("due", record.due())
                .with("endedAt", record.endedAt());
        var parked = record.parked();
        var withParked = parked == null
                ? item
                : item.with("parkedFor", text(parked.reason()))
                        .with("parkedUnder", parked.number().text());
        var refused = record.refused();
        var withRefused = refused == null
                ? withParked
                : withParked.with("refusedVersion", refused.version()).with("refusedAt", refused.at());
        var withErased = record.erased() ? withRefused.with(ERASED, 1) : withRefused;
        var withJob = record.job() == 0 ? withErased : withErased.with(JOB, record.job());
        var withLane = planned.lane() == null
                ? withJob
                : withJob.with(LANE, planned.lane().text());
        var place = record.place();
        var withPlace = place == null
                ? withLane
                : withLane.with("incarnation", place.incarnation()).with("place", place.number());
        return record.attempts().isEmpty() ? withPlace : withPlace.with(ATTEMPTS, AttemptJson.write(record.attempts()));
    }

    DeliveryRecord read(Planned planned, @Nullable Item item) {
        if (item == null) {
            return DeliveryRecord.first(planned);
        }
        item.in(FORM);
        return new DeliveryRecord(
                // Whoever wrote it knew whether it has an order; what its id means may say what came to nothing.
                planned.in(item.has(LANE) ? Id128.parse(item.text(LANE)) : null),
                item.number(Item.REVISION),
                item.small(RUN),
                item.small("next"),
                state(item.text("state")),
                item.textOrNull("reason"),
                item.has("due") ? item.time("due") : null,
                item.has("parkedFor")
                        ? new Parked(reason(item.text("parkedFor")), Id128.parse(item.text("parkedUnder")))
                        : null,
                item.has("refusedVersion") ? new Refused(item.number("refusedVersion"), item.time("refusedAt")) : null,
                item.has("endedAt") ? item.time("endedAt") : null,
                item.has(JOB) ? item.number(JOB) : 0,
                item.has(ATTEMPTS) ? AttemptJson.read(item.bytes(ATTEMPTS)) : List.of(),
                item.has(ERASED),
                item.has("place") ? new Lane.Place(item.number("incarnation"), item.number("place")) : null);
    }

    /// An attempt of its own.
    ///
    /// @param nonce see [Places#attempt]
    Item write(Planned planned, Attempt attempt, Id128 nonce) {
        var key = Places.attempt(
                planned.event(), planned.subscription(), attempt.run(), attempt.n(), attempt.startedAt(), nonce);
        return Item.at(key, FORM)
                .until(planned.acceptedAt().plus(options.retention()))
                .with(ATTEMPTS, AttemptJson.write(List.of(attempt)));
    }

    /// The same attempt without what the receiver answered; empty if it has nothing of that.
    static Optional<Item> withoutResponses(Item item) {
        var attempts = readAttempts(item);
        return attempts.stream().allMatch(attempt -> attempt.response().length == 0)
                ? Optional.empty()
                : Optional.of(item.with(
                        ATTEMPTS,
                        AttemptJson.write(
                                attempts.stream().map(Attempt::withoutResponse).toList())));
    }

    static List<Attempt> readAttempts(Item item) {
        return AttemptJson.read(item.in(FORM).bytes(ATTEMPTS));
    }

    /// Of whose delivery or attempt an item of an event's partition is.
    ///
    /// @param prefix what its sort key begins with
    static SubscriptionUid subscription(Item item, String prefix) {
        return new SubscriptionUid(
                Id128.parse(item.key().sort().substring(prefix.length(), prefix.length() + Id128.TEXT_LENGTH)));
    }

    /// Whether the delivery is in a later run than that of its plan, if it was planned at all.
    static boolean isBegunAgain(Item item) {
        return item.in(FORM).small(RUN) > 1;
    }

    /// When the deliveries of an event are given up.
    Instant expires(Instant acceptedAt) {
        return acceptedAt.plus(options.retention()).minus(DistributedOptions.MARGIN);
    }

    /// Whether its event is still kept.
    boolean isKept(Instant acceptedAt, Instant now) {
        return now.isBefore(acceptedAt.plus(options.retention()));
    }

    private static String text(DeliveryState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static DeliveryState state(String text) {
        return DeliveryState.valueOf(text.toUpperCase(Locale.ROOT));
    }

    static String text(ParkReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    static ParkReason reason(String text) {
        return ParkReason.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
