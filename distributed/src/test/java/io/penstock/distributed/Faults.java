package io.penstock.distributed;

import io.penstock.testing.TestClock;
import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;

/// What can happen at an effect: the process dies before it or after it, it takes long, and others go on meanwhile.
final class Faults {
    private static final int MAX_DEPTH = 3;
    private static final double CRASH = 0.015;
    private static final double OTHERS = 0.08;
    private static final double STALL = 0.01;
    private static final double FAILED_SEND = 0.04;
    private static final double SENT_TWICE = 0.06;
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
        var result = effect.get();
        trace.add(name);
        mayCrash("after " + name);
        return result;
    }

    void mayCrash(String at) {
        if (!calm && random.nextDouble() < CRASH) {
            trace.add("crash " + at);
            throw new Crash(at);
        }
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
