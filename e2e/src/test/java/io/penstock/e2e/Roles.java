package io.penstock.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;

/// What the roles of the functions allow, and the transformed template that they are from.
///
/// Asked for by the services' query protocol, for which the SDK would be two libraries more.
final class Roles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> VERSIONS = Map.of("iam", "2010-05-08", "cloudformation", "2010-05-15");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Stack stack;

    Roles(Stack stack) {
        this.stack = stack;
    }

    /// That a function may do something to something.
    ///
    /// @param function what the template calls it
    /// @param action `sqs:SendMessage`, say
    /// @param resource pattern of ARNs
    record Grant(String function, String action, String resource) {
        boolean covers(String function, String action, String resource) {
            return this.function.equals(function) && matches(this.action, action) && matches(this.resource, resource);
        }

        private static boolean matches(String pattern, String text) {
            return text.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
        }
    }

    /// All that is allowed.
    List<Grant> grants() throws Exception {
        var grants = new ArrayList<Grant>();
        for (var function : new TreeMap<>(stack.functions()).entrySet()) {
            var role = role(function.getKey());
            for (var policy : texts(call("iam", "ListRolePolicies", Map.of("RoleName", role)), "member")) {
                var document = texts(
                                call("iam", "GetRolePolicy", Map.of("RoleName", role, "PolicyName", policy)),
                                "PolicyDocument")
                        .getFirst();
                var statements = JSON.readTree(URLDecoder.decode(document, StandardCharsets.UTF_8))
                        .get("Statement");
                for (var statement : each(statements)) {
                    if (!statement.get("Effect").asText().equals("Allow")) {
                        throw new IllegalStateException("nothing is said here about " + statement);
                    }
                    for (var action : each(statement.get("Action"))) {
                        for (var resource : each(statement.get("Resource"))) {
                            grants.add(new Grant(function.getValue(), action.asText(), resource.asText()));
                        }
                    }
                }
            }
        }
        return grants;
    }

    /// The managed policies that the roles have besides.
    List<String> managed() throws Exception {
        var found = new ArrayList<String>();
        for (var function : stack.functions().keySet()) {
            found.addAll(
                    texts(call("iam", "ListAttachedRolePolicies", Map.of("RoleName", role(function))), "PolicyArn"));
        }
        return found;
    }

    /// The template as SAM has transformed it.
    JsonNode template() throws Exception {
        var answer =
                call("cloudformation", "GetTemplate", Map.of("StackName", Stack.NAME, "TemplateStage", "Processed"));
        return JSON.readTree(texts(answer, "TemplateBody").getFirst());
    }

    private String role(String function) {
        var arn = stack.lambda()
                .getFunctionConfiguration(request -> request.functionName(function))
                .role();
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    private static List<JsonNode> each(JsonNode node) {
        return node.isArray() ? StreamSupport.stream(node.spliterator(), false).toList() : List.of(node);
    }

    private Document call(String service, String action, Map<String, String> parameters) throws Exception {
        var form = new TreeMap<>(parameters);
        form.put("Action", action);
        form.put("Version", VERSIONS.get(service));
        var body = form.entrySet().stream()
                .map(each -> each.getKey() + '=' + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        // It is not signed: which service is meant is said where a signature would be.
        var request = HttpRequest.newBuilder(stack.localStack().endpoint())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/%s/aws4_request, SignedHeaders=host, Signature=0"
                                .formatted(service))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
        }
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(answer.body()));
    }

    private static List<String> texts(Document document, String element) {
        var found = document.getElementsByTagName(element);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> found.item(i).getTextContent())
                .toList();
    }
}
