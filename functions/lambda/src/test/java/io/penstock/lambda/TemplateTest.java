package io.penstock.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.lambda.Template.Call;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the parameters make of the template that no test deploys: LocalStack has no HTTP API, dashboard, gradual deployment
/// or VPC, and makes nothing of a key.
class TemplateTest {
    private static final int RANDOM = 12;
    private static final int LONGEST_STACK = 36;

    /// What CloudFormation makes names of as `stack-resource-random`, and how long these may be.
    private static final Map<String, Integer> LIMITS = Map.of(
            "AWS::IAM::Role", 64, "AWS::Serverless::Function", 64, "AWS::SQS::Queue", 80, "AWS::SNS::Topic", 256);

    @Test
    void theHttpApiTakesThePlaceOfTheFunctionUrls() throws Exception {
        var urls = Template.with(Map.of()).resources().keySet();
        var api = Template.with(Map.of("FrontDoor", "HttpApi"));

        assertThat(urls).contains("IngestUrl", "AdminUrl").noneMatch(name -> name.startsWith("Http"));
        assertThat(api.resources().keySet())
                .contains(
                        "HttpApi",
                        "HttpStage",
                        "IngestRoute",
                        "AdminRoute",
                        "IngestHttpPermission",
                        "AdminHttpPermission")
                .doesNotContain("HttpDomain", "IngestUrl", "IngestUrlPermission", "AdminUrl", "AdminUrlPermission");
        assertThat(api.properties("IngestRoute")).containsEntry("RouteKey", "POST /v1/events");
        assertThat(api.properties("AdminRoute")).containsEntry("RouteKey", "$default");
        assertThat(List.of("IngestIntegration", "AdminIntegration"))
                .allSatisfy(name -> assertThat(api.properties(name)).containsEntry("PayloadFormatVersion", "2.0"));
        assertThat(Template.map(api.properties("HttpStage").get("DefaultRouteSettings")))
                .containsEntry("ThrottlingRateLimit", "1000");
    }

    @Test
    void aDomainNameClosesTheAddressThatAwsGives() throws Exception {
        var named = Template.with(Map.of(
                "FrontDoor",
                "HttpApi",
                "DomainName",
                "events.example.com",
                "CertificateArn",
                "arn:aws:acm:certificate"));

        assertThat(named.properties("HttpApi")).containsEntry("DisableExecuteApiEndpoint", "true");
        assertThat(named.properties("HttpMapping")).containsEntry("DomainName", new Call("Ref", "HttpDomain"));
    }

    @Test
    void whatAnswers5xxSetsOffTheAlarmThatRollsBack() throws Exception {
        assertThat(counted(Template.with(Map.of()), "Failing")).contains("Url5xxCount", "IteratorAge");
        assertThat(counted(Template.with(Map.of("FrontDoor", "HttpApi")), "Failing"))
                .contains("5xx", "IteratorAge");
        assertThat(counted(Template.with(Map.of("Alarms", "All")), "AlsoFailing"))
                .contains("Url5xxCount");
    }

    private static List<Object> counted(Template template, String alarm) {
        return Template.list(template.properties(alarm).get("Metrics")).stream()
                .map(Template::map)
                .filter(metric -> metric.containsKey("MetricStat"))
                .map(metric -> Template.map(metric.get("MetricStat")))
                .map(stat -> Template.map(stat.get("Metric")).getOrDefault("MetricName", ""))
                .toList();
    }

    /// All queues but those of what failed, whose messages are seen by number.
    @Test
    void theAgeOfEachQueueIsInAnAlarm() throws Exception {
        var all = Template.with(Map.of("Alarms", "All", "Ordered", "true"));
        var read = all.resources().entrySet().stream()
                .filter(resource -> "AWS::SQS::Queue".equals(resource.getValue().get("Type")))
                .filter(resource -> all.properties(resource.getKey()).containsKey("RedrivePolicy"))
                .map(Map.Entry::getKey)
                .toList();
        var watched = all.resources().values().stream()
                .filter(resource -> "AWS::CloudWatch::Alarm".equals(resource.get("Type")))
                .map(String::valueOf)
                .filter(alarm -> alarm.contains("ApproximateAgeOfOldestMessage"))
                .toList();

        assertThat(read).contains("Events", "OrderedEvents", "SlowDeliveries");
        assertThat(read)
                .allMatch(queue -> watched.stream().anyMatch(alarm -> alarm.contains("=" + queue + ".QueueName")));
    }

    @Test
    void withTheCustomersKeyEverythingThatIsKeptIsUnderIt() throws Exception {
        var encrypted = Template.with(Map.of("CustomerManagedKey", "true", "Ordered", "true"));
        var key = new Call("GetAtt", "Key.Arn");

        encrypted.resources().forEach((name, resource) -> {
            if ("AWS::SQS::Queue".equals(resource.get("Type"))) {
                assertThat(encrypted.properties(name)).as(name).containsEntry("KmsMasterKeyId", key);
                assertThat(encrypted.properties(name)).as(name).doesNotContainKey("SqsManagedSseEnabled");
            }
        });
        assertThat(List.of("Ledger", "Registry", "Bucket"))
                .allSatisfy(name ->
                        assertThat(encrypted.properties(name).toString()).contains(key.toString()));
        assertThat(encrypted.properties("AlarmTopic")).containsEntry("KmsMasterKeyId", key);
        assertThat(encrypted.properties("Bus"))
                .containsEntry("KmsKeyIdentifier", key)
                .containsKey("DeadLetterConfig");
        assertThat(encrypted.properties("FailuresPolicy").toString()).contains("Bus.Arn");
        assertThat(encrypted.properties("EncryptionPolicy").toString()).contains("kms:ViaService");

        var standard = Template.with(Map.of());
        assertThat(standard.resources()).doesNotContainKey("EncryptionPolicy");
        assertThat(standard.properties("Bus")).doesNotContainKey("DeadLetterConfig");
    }

    @Test
    void aVpcNeedsARightOfAllRoles() throws Exception {
        var inside = Template.with(Map.of("SubnetIds", "subnet-1,subnet-2", "SecurityGroupIds", "sg-1"));
        var roles = inside.grants().stream()
                .map(Template.Grant::function)
                .distinct()
                .toList();

        assertThat(Template.list(inside.properties("NetworkPolicy").get("Roles")).stream()
                        .map(String::valueOf))
                .hasSize(roles.size());
        assertThat(Template.with(Map.of()).resources()).doesNotContainKey("NetworkPolicy");
    }

    @Test
    void whatIsGradualHasARoleAndWhatIsWantedIsThere() throws Exception {
        assertThat(Template.with(Map.of("Deployment", "Canary10Percent5Minutes", "Dashboard", "true"))
                        .resources())
                .containsKeys("DeploymentRole", "Overview");
        assertThat(Template.with(Map.of()).resources())
                .doesNotContainKeys("DeploymentRole", "Overview", "AlsoFailing", "OrderedEvents", "AlarmSubscription");
    }

    /// Penstock knows what is its own by names: those of longer stacks are shortened.
    @Test
    void theNamesOfAStackOf36CharactersAreNotShortened() throws Exception {
        var all = Template.with(Map.of("Ordered", "true", "Deployment", "Canary10Percent5Minutes"));

        all.resources().forEach((name, resource) -> {
            var limit = LIMITS.get(String.valueOf(resource.get("Type")));
            if (limit != null) {
                assertThat(LONGEST_STACK + 1 + name.length() + 1 + RANDOM)
                        .as(name)
                        .isLessThanOrEqualTo(limit);
            }
        });
    }
}
