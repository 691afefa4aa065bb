package io.penstock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.e2e.Calls.Call;
import io.penstock.e2e.Roles.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// What all of the functions did while they were tested: each call of AWS was allowed, and what is allowed was used; and
/// their logs can be read, and tell no secrets. It comes last: run by itself, it finds that hardly anything was used.
@Isolated("it looks at what all others left")
@Order(Integer.MAX_VALUE)
class AuditIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String POLLS = "Lambda reads what starts a function on its behalf";
    private static final String LOGS = "Lambda writes a function's log";
    private static final String KEEPS = "Lambda keeps what a function failed at";
    private static final String ABSENT = "S3 says of an object that is not there that it is not, to who may list";
    private static final String SELDOM = "the way there is seldom taken; RightsTest goes it";
    private static final String GIVES_BACK = "it gives messages back as route does, which is seen";
    private static final String ELSEWHERE = "the same queue is sent to by ingest, which is seen";
    private static final String LONG = "no event had more than 500 subscriptions; RightsTest has such";

    /// What is allowed and not called by a function, with the reason: `function action resource`, where `*` is anything in
    /// what AWS does in a function's place, and stands for nothing elsewhere but the objects below a prefix.
    private static final Map<String, String> UNUSED = Map.ofEntries(
            Map.entry("* logs:CreateLogStream *", LOGS),
            Map.entry("* logs:PutLogEvents *", LOGS),
            Map.entry("* sqs:ReceiveMessage *", POLLS),
            Map.entry("* sqs:DeleteMessage *", POLLS),
            Map.entry("* sqs:GetQueueAttributes *", POLLS),
            Map.entry("Announce dynamodb:DescribeStream *", POLLS),
            Map.entry("Announce dynamodb:GetRecords *", POLLS),
            Map.entry("Announce dynamodb:GetShardIterator *", POLLS),
            Map.entry("Announce dynamodb:ListStreams *", POLLS),
            Map.entry("Announce s3:PutObject Bucket/aws/lambda/*", KEEPS),
            Map.entry("Sweep sqs:SendMessage Failures", KEEPS),
            Map.entry("Replay sqs:SendMessage Failures", KEEPS),
            Map.entry("Replay s3:GetObject Bucket/events/*", SELDOM),
            Map.entry("* s3:ListBucket Bucket", ABSENT),
            Map.entry("Admin dynamodb:DeleteItem Ledger", SELDOM),
            Map.entry("Admin dynamodb:Query Registry", SELDOM),
            Map.entry("Admin s3:DeleteObject Bucket/events/*", SELDOM),
            Map.entry("Deliver dynamodb:Query Ledger", SELDOM),
            Map.entry("Route dynamodb:BatchGetItem Ledger", SELDOM),
            Map.entry("Route dynamodb:Query Ledger", SELDOM),
            Map.entry("Route s3:DeleteObject Bucket/events/*", SELDOM),
            Map.entry("Admin s3:GetObject Bucket/registry/*", SELDOM),
            Map.entry("Announce dynamodb:BatchWriteItem Registry", SELDOM),
            Map.entry("Announce s3:GetObject Bucket/registry/*", SELDOM),
            Map.entry("Announce s3:DeleteObject Bucket/registry/*", SELDOM),
            Map.entry("Deliver dynamodb:GetItem Ledger", SELDOM),
            Map.entry("Deliver dynamodb:DeleteItem Ledger", SELDOM),
            Map.entry("Ingress s3:PutObject Bucket/events/*", SELDOM),
            Map.entry("Route dynamodb:DeleteItem Ledger", SELDOM),
            Map.entry("Route dynamodb:PutItem Registry", SELDOM),
            Map.entry("Route s3:PutObject Bucket/events/*", SELDOM),
            Map.entry("Sweep dynamodb:DeleteItem Ledger", SELDOM),
            Map.entry("Sweep dynamodb:PutItem Registry", SELDOM),
            Map.entry("Sweep s3:DeleteObject Bucket/registry/*", SELDOM),
            Map.entry("Sweep events:PutEvents *", SELDOM),
            Map.entry("Watch dynamodb:DeleteItem Registry", SELDOM),
            Map.entry("Ingress sqs:ChangeMessageVisibility IngressEvents", GIVES_BACK),
            Map.entry("Watch sqs:ChangeMessageVisibility OperationalEvents", GIVES_BACK),
            Map.entry("Route sqs:SendMessage Events", LONG),
            Map.entry("Admin sqs:SendMessage OrderedEvents", ELSEWHERE),
            Map.entry("Ingress sqs:SendMessage OrderedEvents", ELSEWHERE),
            Map.entry("Deliver sqs:ChangeMessageVisibility Deliveries", GIVES_BACK),
            Map.entry("Deliver sqs:ChangeMessageVisibility SlowDeliveries", GIVES_BACK),
            Map.entry("Route sqs:ChangeMessageVisibility OrderedEvents", GIVES_BACK),
            Map.entry("Watch sqs:SendMessage Failures", "all that it was sent were operational events"));

    private final Stack stack = Stack.shared();

    @Test
    void eachCallOfAFunctionIsAllowedByItsRole() throws Exception {
        var grants = new Roles(stack).grants();

        var forbidden = new TreeSet<String>();
        for (var call : Calls.since(stack, 0)) {
            for (var resource : resources(call)) {
                if (grants.stream().noneMatch(grant -> grant.covers(call.function(), action(call), resource))) {
                    forbidden.add(call.function() + ' ' + action(call) + ' ' + resource);
                }
            }
        }

        assertThat(forbidden).isEmpty();
    }

    @Test
    void eachActionThatARoleAllowsWasUsedOrHasAReason() throws Exception {
        var calls = Calls.since(stack, 0);

        var unused = new TreeSet<String>();
        for (var grant : new Roles(stack).grants()) {
            if (!isUsed(grant, calls)) {
                unused.add(text(grant));
            }
        }
        unused.removeIf(each -> UNUSED.keySet().stream().anyMatch(reason -> matches(reason, each)));

        assertThat(unused).isEmpty();
    }

    @Test
    void nothingHasAReasonThatIsNotAllowed() throws Exception {
        var allowed = new Roles(stack).grants().stream().map(AuditIT::text).toList();

        assertThat(UNUSED.keySet()).allMatch(reason -> allowed.stream().anyMatch(each -> matches(reason, each)));
    }

    private static String text(Grant grant) {
        return "%s %s %s".formatted(grant.function(), grant.action(), shortened(grant.resource()));
    }

    @Test
    void noRoleHasAManagedPolicy() throws Exception {
        var roles = new Roles(stack);

        assertThat(roles.managed()).isEmpty();
        assertThat(roles.template()
                        .get("Resources")
                        .valueStream()
                        .filter(resource -> resource.get("Type").asText().equals("AWS::IAM::Role"))
                        .toList())
                .isNotEmpty()
                .noneMatch(role -> role.get("Properties").has("ManagedPolicyArns"));
    }

    @Test
    void eachLineOfTheLogsIsJsonAndSaysWhichEventItIsAbout() throws Exception {
        var about = new ArrayList<JsonNode>();
        for (var line : lines().toList()) {
            var json = JSON.readTree(line);
            assertThat(json.isObject()).as(line).isTrue();
            if (json.has("logger")) {
                assertThat(json.fieldNames()).toIterable().as(line).contains("timestamp", "level", "message");
                var message = json.get("message").asText();
                if (message.matches("accepted|planned: .*|attempt .*") || message.contains("evt_")) {
                    about.add(json);
                }
            }
        }

        assertThat(about)
                .isNotEmpty()
                .allMatch(line -> line.path("event").asText().startsWith("evt_") && line.has("requestId"));
    }

    @Test
    void noLineOfTheLogsHoldsASecret() throws Exception {
        assertThat(Disclosed.all()).isNotEmpty();

        assertThat(lines())
                .noneMatch(line -> line.contains("whsec_") || line.contains("Bearer "))
                .noneMatch(line -> Disclosed.all().stream().anyMatch(line::contains));
    }

    private Stream<String> lines() throws Exception {
        var lines = Stream.<String>empty();
        for (var function : stack.functions().values()) {
            lines = Stream.concat(lines, Logs.of(stack, function).stream());
        }
        return lines;
    }

    private static boolean isUsed(Grant grant, List<Call> calls) {
        return calls.stream()
                .anyMatch(call -> resources(call).stream()
                        .anyMatch(resource -> grant.covers(call.function(), action(call), resource)));
    }

    /// As policies name what an operation does.
    private static String action(Call call) {
        var operation = call.operation();
        return switch (call.service()) {
            case "s3" ->
                "s3:"
                        + switch (operation) {
                            case "HeadObject" -> "GetObject";
                            case "ListObjectsV2", "HeadBucket" -> "ListBucket";
                            default -> operation;
                        };
            case "sqs" ->
                "sqs:"
                        + (operation.endsWith("Batch")
                                ? operation.substring(0, operation.length() - "Batch".length())
                                : operation);
            case "sns" -> "sns:" + (operation.equals("PublishBatch") ? "Publish" : operation);
            case "lambda" -> "lambda:" + (operation.equals("Invoke") ? "InvokeFunction" : operation);
            default -> call.service() + ':' + operation;
        };
    }

    /// The ARNs of what a call named.
    private static List<String> resources(Call call) {
        var found = switch (call.service()) {
            case "dynamodb" -> arns("dynamodb", "table/", call.named("TableName"));
            case "sqs" ->
                arns(
                        "sqs",
                        "",
                        call.named("QueueUrl").stream()
                                .map(url -> url.substring(url.lastIndexOf('/') + 1))
                                .toList());
            case "s3" ->
                call.named("Bucket").stream()
                        .map(bucket -> "arn:aws:s3:::" + bucket
                                + call.named("Key").stream()
                                        .map(key -> '/' + key)
                                        .findFirst()
                                        .orElse(""))
                        .toList();
            case "events" -> arns("events", "event-bus/", call.named("EventBusName"));
            case "lambda" -> arns("lambda", "function:", call.named("FunctionName"));
            case "kms" -> arns("kms", "key/", call.named("KeyId"));
            case "secretsmanager" -> call.named("SecretId");
            case "sns" -> call.named("TopicArn");
            case "sts" -> call.named("RoleArn");
            default -> List.<String>of();
        };
        return found.isEmpty() ? List.of("nothing that is known of " + call) : found;
    }

    private static List<String> arns(String service, String kind, List<String> names) {
        return names.stream()
                .map(name -> name.startsWith("arn:")
                        ? name
                        : "arn:aws:%s:us-east-1:000000000000:%s%s".formatted(service, kind, name))
                .toList();
    }

    /// What the template calls a resource of the stack.
    private static String shortened(String arn) {
        return arn.replaceFirst("^arn:aws:s3:::" + Stack.NAME + "-bucket-[^/]*", "Bucket")
                .replaceFirst("^arn:.*[:/]" + Stack.NAME + "-(\\w+)-[^/:]*$", "$1");
    }

    private static boolean matches(String pattern, String text) {
        return text.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
    }
}
