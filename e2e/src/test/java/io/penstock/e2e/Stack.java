package io.penstock.e2e;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.aws.AwsClients;
import io.penstock.aws.Environment;
import io.penstock.localstack.LocalStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/// The template, deployed on LocalStack as `samconfig.toml` says for `local`: once for all tests.
final class Stack {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String NAME = "penstock";

    private final LocalStack localStack;
    private final Map<String, String> outputs;
    private final AwsClients clients;
    private final LambdaClient lambda;
    private final EventBridgeClient events;
    private final Map<String, String> functions;

    private Stack(LocalStack localStack, Map<String, String> outputs) {
        this.localStack = localStack;
        this.outputs = Map.copyOf(outputs);
        this.clients = new AwsClients(new Environment(localStack.environment()));
        this.lambda = client(localStack, LambdaClient.builder()).build();
        this.events = client(localStack, EventBridgeClient.builder()).build();
        this.functions = lambda.listFunctions().functions().stream()
                .map(FunctionConfiguration::functionName)
                .filter(name -> name.startsWith(NAME + '-'))
                .collect(Collectors.toUnmodifiableMap(Function.identity(), Stack::idOf));
    }

    /// What the template calls a function: its name is that of the stack, this, and what chance added.
    private static String idOf(String function) {
        return function.substring(NAME.length() + 1, function.lastIndexOf('-'));
    }

    private static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B client(
            LocalStack localStack, B builder) {
        return builder.httpClient(UrlConnectionHttpClient.create())
                .region(Region.of(LocalStack.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .endpointOverride(localStack.endpoint());
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
        return Disclosed.add(clients.secretsManager()
                .getSecretValue(request -> request.secretId(output("OperatorKeySecret")))
                .secretString());
    }

    /// What the operator asks the API by.
    ApiClient operator() {
        return new ApiClient(this, Map.of("Authorization", "Bearer " + operatorKey()));
    }

    LambdaClient lambda() {
        return lambda;
    }

    EventBridgeClient events() {
        return events;
    }

    /// The name of the function that the template calls `id`.
    String function(String id) {
        return functions.entrySet().stream()
                .filter(each -> each.getValue().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the stack has no function " + id))
                .getKey();
    }

    /// What the template calls each function, by its name.
    Map<String, String> functions() {
        return functions;
    }

    /// The URL of a queue that the function `id` is told by `variable`.
    String queue(String id, String variable) {
        var url = lambda.getFunctionConfiguration(request -> request.functionName(function(id)))
                .environment()
                .variables()
                .get(variable);
        return requireNonNull(url, variable);
    }

    /// What the functions have written, the calls that they have made, and which processes are theirs.
    Path logs() {
        return localStack.files().resolve("logs");
    }
}
