package io.penstock.embedded;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// A process that publishes until it is killed, and prints the id of each event that was accepted.
final class Publisher {
    private static final int THREADS = 4;

    private Publisher() {}

    public static void main(String[] arguments) {
        var options = EmbeddedOptions.in(Path.of(arguments[0]));
        FatalHandler fatal = (what, cause) -> Runtime.getRuntime().halt(70);
        var engine = EmbeddedEngine.open(options, EngineFixture.around(InstantSource.system(), fatal));
        engine.start();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            Thread.ofPlatform().start(() -> publish(engine, number));
        }
    }

    private static void publish(EmbeddedEngine engine, int thread) {
        for (int i = 0; ; i++) {
            var id = "%d-%d".formatted(thread, i);
            engine.plans()
                    .plan(List.of(Samples.planned(
                            Samples.event(id), InstantSource.system().instant(), 1)));
            System.out.println(id);
        }
    }
}
