package io.penstock.distributed;

import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// What can happen at an effect: the process dies before it or after it, the port fails before it or says so after it, it
/// takes long, and others go on meanwhile.
final class Faults {
    private static final int MAX_DEPTH = 3;
    private static final double CRASH = 0.015;
    private static final double OTHERS = 0.08;
    private static final double STALL = 0.01;
    private static final double FAILED_SEND = 0.04;
    private static final double SENT_TWICE = 0.06;
    private static final double OUTAGE = 0.008;
    private static final double DONE_TWICE = 0.03;
    private static final Duration LONGEST_STALL = Duration.ofSeconds(100);

    private final Random random;
    private final TestClock clock;
    private final Trace trace;
    private Runnable others = () -> {};
    private boolean calm;
    private int depth;

    Faults(Random random, TestClock clock, Trace trace) {
        this.random = random;
        this.clock = clock;
        this.trace = trace;
    }

    /// What goes on meanwhile: each call does one thing.
    void meanwhile(Runnable others) {
        this.others = others;
    }

    /// From now on nothing happens any more.
    void calm() {
        calm = true;
    }

    /// Does `effect`, or not.
    <T> T at(String name, Supplier<T> effect) {
        if (calm) {
            return effect.get();
        }
        if (random.nextDouble() < STALL) {
            stall(LONGEST_STALL);
        }
        othersGoOn(OTHERS);
        mayCrash("before " + name);
        mayFail("before " + name);
        var result = effect.get();
        trace.add(name);
        mayFail("after " + name);
        mayCrash("after " + name);
        return result;
    }

    void mayCrash(String at) {
        if (!calm && random.nextDouble() < CRASH) {
            trace.add("crash " + at);
            throw new Crash(at);
        }
    }

    /// The port fails, as one does that is asked for too much at once; or it has done what it was asked for, and its answer
    /// is lost.
    void mayFail(String at) {
        if (!calm && random.nextDouble() < OUTAGE) {
            trace.add("outage " + at);
            throw new Outage(at);
        }
    }

    /// Whether whoever brings an effect about does so twice, since the first answer was lost.
    boolean isDoneTwice() {
        return !calm && random.nextDouble() < DONE_TWICE;
    }

    /// In any order.
    <T> List<T> shuffled(List<T> list) {
        var shuffled = new ArrayList<>(list);
        if (!calm) {
            Collections.shuffle(shuffled, random);
        }
        return shuffled;
    }

    /// Time passes.
    void stall(Duration longest) {
        clock.advance(Duration.ofMillis(random.nextLong(longest.toMillis())));
    }

    /// Others do one thing or more, unless others of theirs do so already.
    void othersGoOn(double chance) {
        while (!calm && depth < MAX_DEPTH && random.nextDouble() < chance) {
            depth++;
            try {
                others.run();
            } finally {
                depth--;
            }
        }
    }

    boolean failsToSend() {
        return !calm && random.nextDouble() < FAILED_SEND;
    }

    boolean sendsTwice() {
        return !calm && random.nextDouble() < SENT_TWICE;
    }
}
