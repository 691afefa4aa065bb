package io.penstock.distributed;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.event.EventKey;
import io.penstock.identity.Id128;
import io.penstock.subscription.SubscriptionUid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// Watches lanes as they are written: each has what came in, in order; only what has ended goes out, and nothing that is to
/// hold back the others; and only the first in it is attempted.
final class WatchedLanes extends ChangedTable {
    private final Predicate<SubscriptionUid> alwaysBlocks;
    private final List<String> violations;
    private final Map<Key, List<EventKey>> lanes = new HashMap<>();

    /// @param alwaysBlocks whether a subscription has wanted, for as long as it is there, that what failed for good holds
    ///     back the others
    /// @param violations where it says what it sees
    WatchedLanes(Table table, Predicate<SubscriptionUid> alwaysBlocks, List<String> violations) {
        super(table);
        this.alwaysBlocks = alwaysBlocks;
        this.violations = violations;
    }

    private static boolean isLane(Key key) {
        return key.partition().startsWith("lane#") && key.sort().equals("lane");
    }

    @Override
    public Put put(Item item, Condition condition) {
        var before = isLane(item.key()) ? get(item.key()).orElse(null) : null;
        var put = super.put(item, condition);
        if (isLane(item.key()) && put instanceof Put.Written && !item.equals(before)) {
            var lane = lanes.computeIfAbsent(item.key(), _ -> new ArrayList<>());
            if (before == null || before.number("last") != item.number("last")) {
                lane.add(EventKey.parse(item.text("tail")));
            }
            if (before != null && before.number("first") != item.number("first")) {
                goesOut(item.key(), lane);
            }
        }
        return put;
    }

    @Override
    public boolean delete(Key key, Condition condition) {
        boolean wasThere = isLane(key) && get(key).isPresent();
        boolean isGone = super.delete(key, condition);
        if (wasThere && isGone) {
            goesOut(key, lanes.getOrDefault(key, new ArrayList<>()));
            if (!lanes.getOrDefault(key, List.of()).isEmpty()) {
                violations.add("%s ends with %s in it".formatted(key, lanes.remove(key)));
            }
            lanes.remove(key);
        }
        return isGone;
    }

    private void goesOut(Key key, List<EventKey> lane) {
        var event = lane.removeFirst();
        var subscription = subscription(key);
        var record = get(Places.delivery(event, subscription)).orElse(null);
        if (record == null) {
            violations.add("%s went out of its lane before it was attempted".formatted(event));
            return;
        }
        var state = DeliveryState.valueOf(record.text("state").toUpperCase(Locale.ROOT));
        boolean failed = state == DeliveryState.EXHAUSTED || state == DeliveryState.REFUSED;
        // What begins again when it has been seen to have ended comes in again.
        boolean comesAgain = record.number("run") > 1 && "lane".equals(record.textOrNull("parkedFor"));
        boolean hasEnded = state.isFinal() || comesAgain;
        if (!hasEnded || (failed && !record.has("erased") && alwaysBlocks.test(subscription))) {
            violations.add("%s went out of its lane as it is %s".formatted(event, state));
        }
    }

    private static SubscriptionUid subscription(Key lane) {
        int from = "lane#".length();
        return new SubscriptionUid(Id128.parse(lane.partition().substring(from, from + Id128.TEXT_LENGTH)));
    }

    /// An attempt of this delivery begins.
    void begins(DeliveryMessage message) {
        lanes.forEach((key, lane) -> {
            if (subscription(key).equals(message.subscription())
                    && lane.contains(message.event())
                    && !lane.getFirst().equals(message.event())) {
                violations.add("%s begins behind %s".formatted(message, lane.getFirst()));
            }
        });
        boolean isIn = lanes.entrySet().stream()
                .anyMatch(lane -> subscription(lane.getKey()).equals(message.subscription())
                        && lane.getValue().contains(message.event()));
        boolean isOrdered = get(Places.delivery(message.event(), message.subscription()))
                .or(() -> get(Places.planned(message.delivery())))
                .filter(item -> item.has("lane"))
                .isPresent();
        if (isOrdered && !isIn) {
            violations.add("%s begins, and is not in its lane".formatted(message));
        }
    }
}
