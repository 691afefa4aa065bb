package io.penstock.invoke;

import io.penstock.command.client.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A function that is deployed on a LocalStack which runs on this machine: what its environment says.
///
/// @param description of where it is
/// @param variables of its environment, with those by which LocalStack is found
public record LocalStackFunction(String description, Map<String, String> variables) {
    private static final String ENDPOINT = "AWS_ENDPOINT_URL";
    private static final String STANDARD = "http://127.0.0.1:4566";
    private static final String REGION = "us-east-1";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    public LocalStackFunction {
        variables = Map.copyOf(variables);
    }

    /// Looks for it, at the address in `AWS_ENDPOINT_URL`, or where `e2e/localstack/localstack.sh` starts one.
    ///
    /// @param environment of this process
    /// @param stack name of the stack that it belongs to
    /// @return empty if nothing runs there
    /// @throws InvocationException if something does where it was said to be, and the function is not there
    public static Optional<LocalStackFunction> find(Map<String, String> environment, String stack, Function function) {
        var said = Optional.ofNullable(environment.get(ENDPOINT)).filter(url -> !url.isBlank());
        var endpoint = said.orElse(STANDARD);
        var region = environment.getOrDefault("AWS_REGION", REGION);
        try {
            var found = functions(endpoint, region).items("Functions").stream()
                    .filter(one -> one.word("FunctionName").startsWith(stack + "-" + function.resource() + "-"))
                    .findFirst();
            if (found.isEmpty()) {
                throw new InvocationException(
                        "the LocalStack at %s has no function %s of a stack %s: deploy it (docs/deploy.md), or add --alone"
                                .formatted(endpoint, function.resource(), stack));
            }
            var variables = new HashMap<String, String>();
            found.get()
                    .at("Environment", "Variables")
                    .ifPresent(all -> all.members().forEach((name, value) -> variables.put(name, value.word())));
            variables.put(ENDPOINT, endpoint);
            variables.put("AWS_REGION", region);
            variables.put("AWS_ACCESS_KEY_ID", "test");
            variables.put("AWS_SECRET_ACCESS_KEY", "test");
            return Optional.of(new LocalStackFunction(
                    "%s on the LocalStack at %s".formatted(found.get().word("FunctionName"), endpoint), variables));
        } catch (IOException e) {
            if (said.isPresent()) {
                throw new InvocationException(
                        "no LocalStack answers at %s, as %s says".formatted(endpoint, ENDPOINT), e);
            }
            return Optional.empty();
        }
    }

    private static Json functions(String endpoint, String region) throws IOException {
        try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var request = HttpRequest.newBuilder(URI.create(endpoint + "/2015-03-31/functions/?MaxItems=50"))
                    // LocalStack reads the region out of what would be a signature.
                    .header(
                            "Authorization",
                            "AWS4-HMAC-SHA256 Credential=test/20260101/%s/lambda/aws4_request, SignedHeaders=host, Signature=0"
                                    .formatted(region))
                    .timeout(PATIENCE)
                    .build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException("it answers %d".formatted(response.statusCode()));
            }
            return Json.read(response.body());
        } catch (IllegalArgumentException e) {
            throw new IOException("it does not answer as LocalStack does", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
