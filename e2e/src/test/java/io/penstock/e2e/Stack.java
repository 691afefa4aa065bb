package io.penstock.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.aws.AwsClients;
import io.penstock.aws.Environment;
import io.penstock.localstack.LocalStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The template, deployed on LocalStack as `samconfig.toml` says for `local`: once for all tests.
final class Stack {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "penstock";

    private final LocalStack localStack;
    private final Map<String, String> outputs;
    private final AwsClients clients;

    private Stack(LocalStack localStack, Map<String, String> outputs) {
        this.localStack = localStack;
        this.outputs = Map.copyOf(outputs);
        this.clients = new AwsClients(new Environment(localStack.environment()));
    }

    private static final class Holder {
        private static final Stack STACK = deploy();
    }

    /// The one of this JVM.
    static Stack shared() {
        return Holder.STACK;
    }

    private static Stack deploy() {
        var localStack = LocalStack.shared();
        sam(localStack, "build");
        sam(localStack, "deploy", "--config-env", "local");
        var outputs = new HashMap<String, String>();
        for (var output : outputs(sam(localStack, "list", "stack-outputs", "--stack-name", NAME, "--output", "json"))) {
            outputs.put(
                    output.get("OutputKey").asText(), output.get("OutputValue").asText());
        }
        return new Stack(localStack, outputs);
    }

    private static JsonNode outputs(String said) {
        try {
            return JSON.readTree(said.substring(said.indexOf('[')));
        } catch (IOException e) {
            throw new IllegalStateException(said, e);
        }
    }

    private static String sam(LocalStack localStack, String... command) {
        var all = new String[command.length + 1];
        all[0] = "sam";
        System.arraycopy(command, 0, all, 1, command.length);
        try {
            var process = localStack.tool(all).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", all) + " failed:\n" + said);
            }
            return said;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    LocalStack localStack() {
        return localStack;
    }

    /// An output of the stack.
    String output(String name) {
        var value = outputs.get(name);
        if (value == null) {
            throw new IllegalStateException("the stack has no output %s, but %s".formatted(name, outputs.keySet()));
        }
        return value;
    }

    AwsClients clients() {
        return clients;
    }

    /// The operator's key.
    String operatorKey() {
        return clients.secretsManager()
                .getSecretValue(request -> request.secretId(output("OperatorKeySecret")))
                .secretString();
    }
}
