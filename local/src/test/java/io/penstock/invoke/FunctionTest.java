package io.penstock.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void functionsAreAsTheTemplateSays() {
        assertThat(Function.of(ROOT))
                .containsKeys("ingest", "admin", "ingress", "route", "deliver", "sweep", "announce", "watch", "replay")
                .containsEntry(
                        "sweep",
                        new Function(
                                "sweep",
                                "Sweep",
                                "io.penstock.function.sweep.SweepHandler::handleRequest",
                                512,
                                Duration.ofSeconds(55),
                                ROOT.resolve("functions/sweep/target/sweep.zip")));
    }

    @Test
    void withoutATemplateItIsSaidWhereItWasLookedFor(@TempDir Path empty) {
        assertThatThrownBy(() -> Function.of(empty))
                .isInstanceOf(InvocationException.class)
                .hasMessageContaining(empty.resolve("template.yaml").toString());
    }

    @Test
    void aZipThatWasNotBuiltIsNamedWithWhatBuildsIt(@TempDir Path empty) {
        var function = new Function("a", "A", "A::a", 512, Duration.ofSeconds(1), empty.resolve("a.zip"));

        assertThatThrownBy(() -> FunctionProcess.Unpacked.of(function, empty))
                .isInstanceOf(InvocationException.class)
                .hasMessage("%s is not there; mvn -DskipTests package builds it", empty.resolve("a.zip"));
    }
}
