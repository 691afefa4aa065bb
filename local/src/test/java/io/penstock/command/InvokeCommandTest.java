package io.penstock.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InvokeCommandTest {
    private static final String ROOT = "penstock.root";

    @BeforeEach
    void theScriptSaysWhereTheRepositoryIs() {
        System.setProperty(ROOT, "..");
    }

    @AfterEach
    void nothingIsLeft() {
        System.clearProperty(ROOT);
    }

    @Test
    void aFunctionThatDoesNotExistIsAnsweredWithThoseThatDo() {
        var run = Run.of(Map.of(), "{}", "invoke", "ingset", "-");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("there is no function 'ingset'").contains("admin, announce, deliver, ingest");
    }

    @Test
    void whatIsNoJsonIsNotHandedToAFunction() {
        var run = Run.of(Map.of(), "nothing", "invoke", "ingest", "-");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("- is no JSON");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        var run = Run.of(Map.of(), "", "invoke", "ingest", "events/none.json");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("events/none.json");
    }
}
