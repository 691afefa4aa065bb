package io.penstock.embedded;

import static java.util.Objects.requireNonNull;

import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.DeliveryState;
import io.penstock.delivery.Next;
import io.penstock.delivery.Outcome;
import io.penstock.ledger.Acceptance;
import io.penstock.ledger.PlannedEvent;
import io.penstock.subscription.Subscription;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import io.penstock.testing.TestClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An engine on a directory, on its caller's thread, with a clock that is moved by hand.
final class EngineFixture implements AutoCloseable {
    final TestClock clock = new TestClock();
    private final EmbeddedOptions options;
    private @Nullable EmbeddedEngine engine;

    EngineFixture(Path directory) {
        this(directory, UnaryOperator.identity());
    }

    EngineFixture(Path directory, UnaryOperator<EmbeddedOptions> options) {
        this.options = options.apply(EmbeddedOptions.in(directory));
        open();
        engine().tenants().put(new Tenant(Samples.TENANT, "acme", "Acme", Samples.START));
    }

    EmbeddedEngine engine() {
        return requireNonNull(engine);
    }

    void open() {
        engine = open(options, clock);
    }

    static EmbeddedEngine open(EmbeddedOptions options, InstantSource clock) {
        ballast(options);
        return EmbeddedEngine.open(options, around(clock, (what, cause) -> {
            throw new AssertionError(what, cause);
        }));
    }

    /// A ballast that takes no room: to write a real one for each test takes its time.
    private static void ballast(EmbeddedOptions options) {
        var file = options.directory().resolve("ballast");
        try {
            Files.createDirectories(options.directory());
            if (!Files.exists(file)) {
                try (var ballast = new RandomAccessFile(file.toFile(), "rw")) {
                    ballast.setLength(DiskSpace.ballastBytes(options.attempts()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EmbeddedEngine.Surroundings around(InstantSource clock, FatalHandler fatal) {
        return new EmbeddedEngine.Surroundings(clock, new Random(7), new Nobody(), fatal);
    }

    private static final class Nobody implements SubscriptionListener {
        @Override
        public void start(long version) {}

        @Override
        public void put(Subscription subscription) {}

        @Override
        public void remove(Subscription last, long version) {}

        @Override
        public void removeAll(TenantUid tenant) {}
    }

    void reopen() {
        engine().close();
        open();
    }

    Acceptance.Kind plan(String event, int... subscriptions) {
        return plan(Samples.planned(Samples.event(event), clock.instant(), subscriptions));
    }

    Acceptance.Kind plan(PlannedEvent planned) {
        return engine().plans().plan(List.of(planned)).getFirst().kind();
    }

    @Nullable
    DeliveryMessage next() {
        return engine().queue().next(clock.instant());
    }

    DeliveryMessage taken() {
        return requireNonNull(next(), "nothing is due");
    }

    /// All that may start now, not finished.
    List<DeliveryMessage> allDue() {
        var all = new ArrayList<DeliveryMessage>();
        for (var message = next(); message != null; message = next()) {
            all.add(message);
        }
        return all;
    }

    boolean deliver(DeliveryMessage message) {
        return engine().deliveries()
                .finish(
                        message,
                        Samples.attempt(message, clock.instant(), new Outcome.Delivered()),
                        new Next.End(DeliveryState.DELIVERED, "the receiver answered 200"));
    }

    boolean fail(DeliveryMessage message, Duration again) {
        return engine().deliveries()
                .finish(
                        message,
                        Samples.attempt(message, clock.instant(), Samples.failed()),
                        new Next.TryAt(message.n() + 1, clock.instant().plus(again)));
    }

    @Override
    public void close() {
        engine().close();
    }
}
