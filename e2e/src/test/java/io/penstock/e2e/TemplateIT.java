package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.localstack.LocalStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What can be said of the template without deploying it.
class TemplateIT {
    @Test
    void cfnLintFindsNothing() throws Exception {
        assertThat(run("cfn-lint", "template.yaml")).isEmpty();
    }

    @Test
    void samFindsItValid() throws Exception {
        assertThat(run("sam", "validate", "--lint", "--region", LocalStack.REGION, "-t", "template.yaml"))
                .contains("is a valid SAM Template");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        // What is said beside, that tools are installed say, is for whoever looks.
        var process = LocalStack.tool(List.of(command))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }
}
