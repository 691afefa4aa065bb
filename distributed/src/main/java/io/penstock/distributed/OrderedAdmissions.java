package io.penstock.distributed;

import io.penstock.delivery.Admissions;
import io.penstock.delivery.Pace;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Admits by an item for each subscription that has a throttle: one write for all attempts that are to begin together, if
/// nobody has written since it was read.
///
/// Two times stand in it. What begins takes its turn at the moment when it begins, so that however late a message comes, no
/// more begin than the rate allows. What may not begin is given a time at the end of the line, and the end moves on: so
/// those that wait come back one after the other, in the order in which they were first asked for, and not all at once.
/// What has never waited goes to the end of the line, if there is one; what comes from it may be early by as much as queues
/// are late.
///
/// What is under way counts until its lease is over, so who dies with it holds up the others no longer than that.
final class OrderedAdmissions implements Admissions {
    /// How far ahead an attempt is put off at most: a limit that was raised is noticed then at the latest.
    static final Duration FARTHEST = Duration.ofHours(6);

    /// After how long another look is taken for those that too many are under way for.
    static final Duration LOOK = Duration.ofSeconds(1);

    /// How close to each other those come that wait for others to end.
    private static final Duration STEP = Duration.ofMillis(100);

    /// How often others may be quicker to write before all are put off.
    private static final int TRIES = 5;

    /// How much too early one may begin that waited, so that one which came late makes nobody come in vain: queues count whole
    /// seconds.
    private static final Duration LATE = Duration.ofSeconds(1);

    private static final int FORM = 1;
    private static final Logger LOG = LoggerFactory.getLogger(OrderedAdmissions.class);

    private final Table table;
    private final RandomGenerator random;

    OrderedAdmissions(Table table, RandomGenerator random) {
        this.table = table;
        this.random = random;
    }

    /// Attempts that began together.
    ///
    /// @param until until when they count as under way, if nobody says that they have ended
    /// @param count how many
    /// @param number tells them from all others, also if they began at the same moment
    private record Lease(Instant until, int count, long number) {
        static Lease read(String text) {
            var parts = text.split(":", -1);
            return new Lease(
                    Instant.ofEpochMilli(Long.parseLong(parts[0])),
                    Integer.parseInt(parts[1]),
                    Long.parseLong(parts[2]));
        }

        @Override
        public String toString() {
            return "%d:%d:%d".formatted(until.toEpochMilli(), count, number);
        }
    }

    /// What the item says.
    ///
    /// @param end where the line ends
    /// @param leases what is under way
    private record State(Pace pace, Instant end, List<Lease> leases) {
        static final State NONE = new State(Pace.NONE, Instant.EPOCH, List.of());
    }

    /// What is decided.
    private record Decision(State state, Admitted admitted) {}

    @Override
    public Admitted admit(SubscriptionUid subscription, Throttle throttle, Request request) {
        for (int i = 0; i < TRIES; i++) {
            var present = table.get(Places.throttle(subscription));
            var decision = decide(
                    present.map(OrderedAdmissions::read).orElse(State.NONE), throttle, request, random.nextLong());
            if (put(subscription, decision.state(), present) instanceof Table.Put.Written) {
                return decision.admitted();
            }
        }
        LOG.debug("Others have attempts of {} begin at the same time", subscription);
        return new Admitted(Collections.nCopies(request.wanted(), request.now().plus(LOOK)), 0, 0);
    }

    private static Decision decide(State state, Throttle throttle, Request request, long number) {
        var now = request.now();
        var leases = new ArrayList<>(state.leases().stream()
                .filter(lease -> lease.until().isAfter(now))
                .toList());
        int underWay = leases.stream().mapToInt(Lease::count).sum();
        var turns = new Turns(state, throttle, underWay, now);
        var begins = new boolean[request.wanted()];
        for (int i = 0; i < begins.length; i++) {
            begins[i] = request.waited().get(i) && turns.take(LATE);
        }
        for (int i = 0; i < begins.length; i++) {
            begins[i] |= !request.waited().get(i) && !state.end().isAfter(now) && turns.take(Duration.ZERO);
        }
        if (throttle.concurrency() != null && turns.taken() > 0) {
            leases.add(new Lease(now.plus(request.longest()), turns.taken(), number));
        }
        var end = turns.next().isAfter(state.end()) ? turns.next() : state.end();
        var begin = new ArrayList<Instant>();
        for (boolean isNow : begins) {
            begin.add(isNow ? now : end.isAfter(now.plus(FARTHEST)) ? now.plus(FARTHEST) : end);
            end = isNow ? end : end.plus(turns.step());
        }
        boolean isLine = turns.taken() < request.wanted();
        return new Decision(
                new State(turns.pace(), isLine ? end : state.end(), leases),
                new Admitted(begin, turns.taken(), number));
    }

    /// Takes turns, one after the other, at one moment.
    private static final class Turns {
        private final Throttle throttle;
        private final int underWay;
        private final Instant now;
        private Pace pace;
        private int taken;

        Turns(State state, Throttle throttle, int underWay, Instant now) {
            this.throttle = throttle;
            this.underWay = underWay;
            this.now = now;
            this.pace = throttle.rate() == null ? Pace.NONE : state.pace();
        }

        /// @param late how much too early one may come that was told when to come
        boolean take(Duration late) {
            var rate = throttle.rate();
            boolean mayBegin = !isFull() && (rate == null || pace.room(rate, Pace.nanos(now.plus(late)), 1) > 0);
            if (mayBegin) {
                pace = rate == null ? pace : pace.after(rate, Pace.nanos(now), 1);
                taken++;
            }
            return mayBegin;
        }

        private boolean isFull() {
            return throttle.concurrency() != null && underWay + taken >= throttle.concurrency();
        }

        int taken() {
            return taken;
        }

        Pace pace() {
            return pace;
        }

        /// When the next one may begin, or is to ask again; after `now`.
        Instant next() {
            var next = isFull() ? now.plus(LOOK) : now.plusMillis(1);
            if (throttle.rate() != null) {
                var turn = Instant.ofEpochSecond(0, Math.max(0, pace.next(throttle.rate())))
                        .plusNanos(999_999)
                        .truncatedTo(ChronoUnit.MILLIS);
                next = turn.isAfter(next) ? turn : next;
            }
            return next;
        }

        /// How far from each other those come that wait.
        Duration step() {
            return throttle.rate() == null
                    ? STEP
                    : Duration.ofNanos(throttle.rate().interval());
        }
    }

    @Override
    public void ended(SubscriptionUid subscription, Throttle throttle, Admitted admitted) {
        for (int i = 0; i < TRIES; i++) {
            var present = table.get(Places.throttle(subscription));
            if (present.isEmpty()) {
                return;
            }
            var state = read(present.get());
            var leases = state.leases().stream()
                    .filter(lease -> lease.number() != admitted.lease())
                    .toList();
            var changed = new State(state.pace(), state.end(), leases);
            if (changed.equals(state) || put(subscription, changed, present) instanceof Table.Put.Written) {
                return;
            }
        }
    }

    private Table.Put put(SubscriptionUid subscription, State state, Optional<Item> present) {
        var leases = state.leases().stream().map(Lease::toString);
        var item = Item.at(Places.throttle(subscription), FORM)
                .until(last(state).plus(FARTHEST))
                .with(
                        Item.REVISION,
                        1 + present.map(before -> before.number(Item.REVISION)).orElse(0L))
                .with("turn", state.pace().turn())
                .with("end", state.end())
                .with("leases", leases.collect(Collectors.joining(" ")));
        return table.put(
                item,
                present.<Table.Condition>map(before -> new Table.Condition.Unchanged(before.number(Item.REVISION)))
                        .orElseGet(Table.Condition.Absent::new));
    }

    private static Instant last(State state) {
        var turn = Instant.ofEpochSecond(0, Math.max(0, state.pace().turn()));
        return Stream.concat(
                        Stream.of(turn, state.end()), state.leases().stream().map(Lease::until))
                .max(Instant::compareTo)
                .orElse(turn);
    }

    private static State read(Item item) {
        item.in(FORM);
        var leases = item.text("leases");
        return new State(
                new Pace(item.number("turn")),
                item.time("end"),
                leases.isEmpty()
                        ? List.of()
                        : Stream.of(leases.split(" ", -1)).map(Lease::read).toList());
    }
}
