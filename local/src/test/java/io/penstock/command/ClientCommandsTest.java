package io.penstock.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientCommandsTest {
    /// Where nobody listens.
    private static final String NOWHERE = "http://127.0.0.1:1/hooks";

    /// As a key may look, and no tenant's.
    private static final String UNKNOWN_KEY = "psk_of-nobody-who-was-ever-here";

    @TempDir
    static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theOperatorMakesTenantsAndTheirKeysAndEndsThem() {
        var operator = server.operator();
        assertThat(Run.of(operator, "", "tenants", "create", "acme", "--name", "Acme Ltd.")
                        .out())
                .contains("Made the tenant acme");
        assertThat(Run.of(operator, "", "tenants", "list").out())
                .contains("acme")
                .contains("Acme Ltd.");
        assertThat(Run.of(operator, "", "keys", "list", "--tenant", "acme").out())
                .contains("No keys yet");

        var made = Run.of(operator, "", "keys", "create", "--tenant", "acme", "--name", "orders");
        var acme = Map.of("PENSTOCK_URL", server.url(), "PENSTOCK_KEY", TestServer.key(made));
        assertThat(Run.of(acme, "", "events", "list").code()).isEqualTo(ExitCode.OK);
        assertThat(Run.of(operator, "", "keys", "list", "--tenant", "acme").out())
                .contains("orders")
                .doesNotContain(TestServer.key(made));

        var id = TestServer.word(made, "key_");
        assertThat(Run.of(operator, "", "keys", "revoke", "--tenant", "acme", id)
                        .out())
                .contains("Revoked");
        Await.until(
                "the key is not accepted any more",
                () -> Run.of(acme, "", "events", "list").code() == ExitCode.NO_PERMISSION);
        assertThat(Run.of(operator, "", "tenants", "delete", "acme").code()).isEqualTo(ExitCode.OK);
        assertThat(Run.of(operator, "", "tenants", "list").out()).doesNotContain("acme");
    }

    @Test
    void theOperatorAllowsATenantDestinationsAndSeesThem() {
        var operator = server.operator();
        var allowed = "arn:aws:sns:*:123456789012:*,arn:aws:lambda:*:*:function:orders-*";

        Run.of(operator, "", "tenants", "create", "sender", "--allow-destination", allowed);

        var shown = Run.of(operator, "", "tenants", "get", "sender").out();
        assertThat(shown).contains(allowed.replace(",", ", ")).containsPattern("External id +[0-9a-z]{26}");
        Run.of(operator, "", "tenants", "create", "sender", "--name", "Sender");
        assertThat(Run.of(operator, "", "tenants", "get", "sender").out())
                .contains("Sender", allowed.replace(",", ", "));
        Run.of(operator, "", "tenants", "create", "sender", "--allow-destination", "");
        assertThat(Run.of(operator, "", "tenants", "get", "sender").out()).doesNotContain("arn:");
        assertThat(Run.of(operator, "", "tenants", "create", "sender", "--allow-destination", "orders")
                        .code())
                .isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void aSubscriptionDeliversToAQueueByItsArn() {
        var tenant = server.tenant("queues");
        var arn = "arn:aws:sqs:eu-west-1:123456789012:orders";

        var made = Run.of(tenant, "", "subscriptions", "create", "--id", "q", "--type", "never", "--to", arn);

        assertThat(made.err()).isEmpty();
        assertThat(made.out()).contains(arn).doesNotContain("secret").doesNotContain("Signature");
        assertThat(Run.of(tenant, "", "subscriptions", "list").out()).contains(arn);
        assertThat(Run.of(tenant, "", "subscriptions", "get", "q", "--json").out())
                .contains("\"type\":\"sqs\"");
        var notAllowed = Run.of(
                tenant,
                "",
                "subscriptions",
                "create",
                "--type",
                "never",
                "--detail-type",
                "Order",
                "--to",
                "arn:aws:events:eu-west-1:123456789012:event-bus/orders");
        assertThat(notAllowed.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(notAllowed.err()).contains("destination.arn");
    }

    @Test
    void theOperatorActsInTheNameOfATenant() {
        server.tenant("named");
        var run = Run.of(server.operator(), "", "events", "list", "--tenant", "named");
        assertThat(run.out()).contains("No events yet. Publish one: penstock publish");

        var unnamed = Run.of(server.operator(), "", "events", "list");
        assertThat(unnamed.code()).isEqualTo(ExitCode.USAGE);
        assertThat(unnamed.err()).contains("--tenant");
    }

    @Test
    void eventsArePublishedFromOptionsFilesAndStandardInput() throws IOException {
        var tenant = server.tenant("publisher");
        var one = Run.of(
                tenant, "", "publish", "--type", "a.b", "--id", "1", "--subject", "s", "--data", "{\"n\": 1.50}");
        assertThat(one.err()).isEmpty();
        assertThat(one.out()).startsWith("evt_");
        var again = Run.of(
                tenant, "", "publish", "--type", "a.b", "--id", "1", "--subject", "s", "--data", "{\"n\": 1.50}");
        assertThat(again.out()).contains("a duplicate");

        var files = directory.resolve("files");
        Files.createDirectories(files);
        for (var id : List.of("2", "3")) {
            Files.writeString(files.resolve(id + ".json"), event(id));
        }
        var many = Run.of(
                tenant,
                "[" + event("4") + "," + event("5") + "]",
                "publish",
                files.resolve("2.json").toString(),
                files.resolve("3.json").toString(),
                "-");
        assertThat(many.err()).isEmpty();
        assertThat(many.out().lines()).hasSize(4).allMatch(line -> line.startsWith("evt_"));

        var shown = Run.of(tenant, "", "events", "get", TestServer.word(one, "evt_"), "--json");
        assertThat(shown.out()).contains("{\"n\": 1.50}");
        var types = Run.of(tenant, "", "events", "types");
        assertThat(types.out()).contains("a.b").contains("test.file");
    }

    @Test
    void anEventIsErased() {
        var tenant = server.tenant("forgetful");
        var published = Run.of(tenant, "", "publish", "--type", "a.b", "--subject", "Ada", "--data", "{\"n\": 1.50}");
        var event = TestServer.word(published, "evt_");

        var erased = Run.of(tenant, "", "events", "erase", event);

        assertThat(erased.err()).isEmpty();
        assertThat(erased.out()).contains("Erased the event " + event);
        var shown = Run.of(tenant, "", "events", "get", event);
        assertThat(shown.out()).contains("Erased", "a.b").doesNotContain("Ada").doesNotContain("1.50");
        assertThat(Run.of(tenant, "", "events", "erase", "evt_unknown").code()).isNotEqualTo(ExitCode.OK);
    }

    @Test
    void aFileThatIsNoEventIsNamedAndNothingIsPublished() throws IOException {
        var tenant = server.tenant("careful");
        var good = Files.writeString(directory.resolve("good.json"), event("1"));
        var bad = Files.writeString(directory.resolve("bad.json"), "{\"specversion\":\"1.0\"}");

        var run = Run.of(tenant, "", "publish", good.toString(), bad.toString());
        assertThat(run.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.err()).contains("bad.json");
        assertThat(Run.of(tenant, "", "events", "list").out()).contains("No events yet");
        assertThat(Run.of(tenant, "", "publish", "no-such-file").code()).isEqualTo(ExitCode.USAGE);
        assertThat(Run.of(tenant, "", "publish").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void listsFollowTheServersPagesUpToTheLimit() {
        var tenant = server.tenant("long");
        var batch = IntStream.range(0, 105)
                .mapToObj(i -> event(Integer.toString(i)))
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(Run.of(tenant, batch, "publish", "-").out().lines()).hasSize(105);

        var table = Run.of(tenant, "", "events", "list", "--limit", "103").out();
        assertThat(table.lines()).hasSize(105).last().asString().contains("There are more");
        assertThat(Run.of(tenant, "", "events", "list", "--limit", "200").out().lines())
                .hasSize(106);
        assertThat(Run.of(tenant, "", "events", "list", "--limit", "101", "--json")
                        .out()
                        .split("\"event\":"))
                .hasSize(102);
    }

    @Test
    void aSubscriptionIsMadeChangedAndDeleted() {
        var tenant = server.tenant("subscriber");
        assertThat(Run.of(tenant, "", "subscriptions", "list").out()).contains("No subscriptions yet");

        var made = Run.of(
                tenant,
                "",
                "subscriptions",
                "create",
                "--id=billing",
                "--type=order.*",
                "--type=invoice.paid",
                "--filter={\"data\":{\"amount\":[{\"numeric\":[\">\",1000]}]}}",
                "--to=" + NOWHERE,
                "--header=x-token=hunter2",
                "--mode=structured",
                "--retry=PT5S,PT1M",
                "--timeout=PT5S");
        assertThat(made.err()).isEmpty();
        assertThat(made.out())
                .contains("billing", "order.*, invoice.paid", "PT5S, PT1M", "structured", "whsec_", "x-token")
                .doesNotContain("hunter2");

        assertThat(Run.of(tenant, "", "subscriptions", "get", "billing").out()).doesNotContain("whsec_");
        assertThat(Run.of(tenant, "", "subscriptions", "pause", "billing").code())
                .isEqualTo(ExitCode.OK);
        assertThat(Run.of(tenant, "", "subscriptions", "list").out()).contains("paused");
        assertThat(Run.of(tenant, "", "subscriptions", "resume", "billing").code())
                .isEqualTo(ExitCode.OK);
        assertThat(Run.of(tenant, "", "subscriptions", "get", "billing", "--json")
                        .out())
                .contains("\"state\":\"active\"");
        var rotated = Run.of(tenant, "", "subscriptions", "rotate-secret", "billing", "--overlap", "PT1H");
        assertThat(TestServer.word(rotated, "whsec_")).isNotEqualTo(TestServer.word(made, "whsec_"));
        assertThat(Run.of(tenant, "", "subscriptions", "delete", "billing").code())
                .isEqualTo(ExitCode.OK);
        assertThat(Run.of(tenant, "", "subscriptions", "get", "billing").code()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void aPolicyIsGivenAsAWholeAndShownInWords() {
        var tenant = server.tenant("deliberate");
        var policy = """
                {"retry":{"exponential":{"base":"PT1S","count":5}},"success":["2xx","409"],"final":[],
                "window":{"from":"08:00","to":"18:00","zone":"Europe/Berlin"}}""";
        var made = Run.of(
                tenant,
                policy,
                "subscriptions",
                "create",
                "--id=slow",
                "--type=*",
                "--to=" + NOWHERE,
                "--policy=@-",
                "--ttl=2d",
                "--delay=10m");

        assertThat(made.err()).isEmpty();
        assertThat(made.out())
                .containsPattern("Retries +5 times: after PT1S, then 2.0 times as long each time, at most PT24H\n")
                .containsPattern("Success +2xx, 409\n")
                .doesNotContain("Final")
                .containsPattern("TTL +PT48H\n")
                .containsPattern("Delay +PT10M\n")
                .containsPattern("Window +08:00 to 18:00, Europe/Berlin\n");
        var listed = Run.of(
                tenant,
                "",
                "subscriptions",
                "create",
                "--id=quick",
                "--type=*",
                "--to=" + NOWHERE,
                "--policy={\"retry\":{\"exponential\":{\"base\":\"PT1S\",\"count\":5},\"jitter\":0}}",
                "--retry=1s");
        assertThat(listed.out()).containsPattern("Retries +PT1S\n");
        var wrong = Run.of(tenant, "", "subscriptions", "create", "--type=*", "--to=" + NOWHERE, "--policy=[\"2xx\"]");
        assertThat(wrong.err()).contains("--policy must be a JSON object");
    }

    @Test
    void whatIsWrongWithASubscriptionIsSaid() {
        var tenant = server.tenant("mistaken");
        var filter =
                Run.of(tenant, "", "subscriptions", "create", "--type=a", "--to=" + NOWHERE, "--filter={\"data\":1}");
        assertThat(filter.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(filter.err()).contains("filter");

        var json = Run.of(tenant, "", "subscriptions", "create", "--type=a", "--to=" + NOWHERE, "--filter={");
        assertThat(json.code()).isEqualTo(ExitCode.USAGE);
        assertThat(json.err()).contains("--filter is not JSON");
        assertThat(Run.of(tenant, "", "subscriptions", "create").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aFilterIsReadFromAFileInBothSpellings() throws IOException {
        var tenant = server.tenant("filer");
        var filter = Files.writeString(directory.resolve("filter.json"), "{\n  \"data\": {\"amount\": [1.50]}\n}\n");
        for (var option : List.of(List.of("--filter", "@" + filter), List.of("--filter=@" + filter))) {
            var command = new ArrayList<>(List.of("subscriptions", "create", "--type=a", "--to=" + NOWHERE, "--json"));
            command.addAll(option);
            var run = Run.of(tenant, "", command.toArray(String[]::new));

            assertThat(run.err()).isEmpty();
            assertThat(run.out()).contains("\"filter\":{\"data\":{\"amount\":[1.50]}}");
        }
        assertThat(Run.of(tenant, "", "subscriptions", "create", "--type=a", "--to=" + NOWHERE, "--filter", "@none")
                        .err())
                .contains("none cannot be read");
    }

    @Test
    void theDataOfATestEventIsReadFromAFileInBothSpellings() throws IOException {
        var tenant = server.tenant("test-filer");
        Run.of(tenant, "", "subscriptions", "create", "--id=s", "--type=a", "--to=" + NOWHERE);
        var data = Files.writeString(directory.resolve("data.json"), "{\"n\": 7}");
        for (var option : List.of(List.of("--data", "@" + data), List.of("--data=@" + data))) {
            var command = new ArrayList<>(List.of("subscriptions", "test", "s", "--json"));
            command.addAll(option);
            var run = Run.of(tenant, "", command.toArray(String[]::new));

            assertThat(run.err()).isEmpty();
            var event = TestServer.word(run, "evt_");
            assertThat(Run.of(tenant, "", "events", "get", event).out()).contains("{\"n\":7}");
        }
    }

    @Test
    void manyDeliveriesAreBegunAgainByAReplay() {
        var tenant = server.tenant("replayer");
        for (int i = 0; i < 3; i++) {
            Run.of(tenant, "", "publish", "--type=a." + i, "--data={}");
        }
        Run.of(tenant, "", "subscriptions", "create", "--id=s", "--type=a.*", "--to=" + NOWHERE, "--retry=PT0.1S");

        var dry = Run.of(tenant, "", "replay", "start", "--subscription=s", "--since=1h", "--dry-run");
        assertThat(dry.code()).isEqualTo(ExitCode.OK);
        assertThat(dry.out()).contains("finished").containsPattern("Would send +3");
        var some = Run.of(
                tenant, "", "replay", "start", "--id=r", "--subscription=s", "--since=1h", "--type=a.1", "--wait");
        assertThat(some.out())
                .contains("finished")
                .containsPattern("Looked at +1")
                .containsPattern("Sent +1");

        Await.until(
                "it is given up",
                () -> Run.of(tenant, "", "deliveries", "list", "--state", "exhausted")
                        .out()
                        .contains("a.1"));
        var failed = Run.of(
                tenant,
                "",
                "replay",
                "start",
                "--subscription=s",
                "--failed-since=1h",
                "--rate=1000",
                "--again",
                "--wait",
                "--json");
        assertThat(failed.out()).contains("\"sent\":1", "\"mode\":\"again\"", "\"rate\":1000");
        assertThat(Run.of(tenant, "", "replay", "list").out()).contains("finished", "1 sent", "3 to be sent");
        assertThat(Run.of(tenant, "", "replay", "get", "r").out()).contains("finished");
        assertThat(Run.of(tenant, "", "replay", "cancel", "r").out()).contains("finished");
        assertThat(Run.of(tenant, "", "replay", "get", "none").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(Run.of(tenant, "", "replay", "start", "--subscription=s").code())
                .isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void deliveriesAndTheirAttemptsAreShownAndBegunAgain() {
        var tenant = server.tenant("deliverer");
        Run.of(tenant, "", "subscriptions", "create", "--id=s", "--type=a.*", "--to=" + NOWHERE, "--retry=PT0.1S");
        var event = TestServer.word(Run.of(tenant, "", "publish", "--type=a.b", "--data={}"), "evt_");
        Await.until(
                "it is given up",
                () -> Run.of(tenant, "", "deliveries", "list", "--state", "exhausted")
                        .out()
                        .contains("a.b"));

        var found = Run.of(tenant, "", "events", "get", event, "--subscription", "s");
        assertThat(found.out()).contains("failed", "attempt 1", "attempt 2", "exhausted", "It went to s:");
        var listed = Run.of(tenant, "", "deliveries", "list", "--subscription", "s");
        var delivery = TestServer.word(listed, "dlv_");
        assertThat(Run.of(tenant, "", "deliveries", "get", delivery).out()).contains("exhausted", "attempt 2");
        assertThat(Run.of(tenant, "", "deliveries", "retry", delivery).out()).contains("run 2");
        assertThat(Run.of(tenant, "", "deliveries", "retry", "dlv_none").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(Run.of(tenant, "", "events", "list", "--type", "a.b", "--since", "PT1H")
                        .out())
                .contains(event);
    }

    @Test
    void nothingThatATerminalObeysComesThrough() {
        var tenant = server.tenant("hostile");
        Run.of(
                tenant,
                "",
                "subscriptions",
                "create",
                "--id=s",
                "--type=a\u202eb",
                "--to=" + NOWHERE,
                "--filter={\"data\":{\"\u009b\":[1]}}");
        var event = TestServer.word(
                Run.of(tenant, "", "publish", "--type=a\u202eb", "--id=\u202e1", "--data={\"\u009b\":2}"), "evt_");
        for (var command : List.of(
                List.of("publish", "--type=a\u202eb", "--id=\u202e1", "--data={\"\u009b\":2}"),
                List.of("events", "list"),
                List.of("events", "types"),
                List.of("events", "get", event, "--subscription", "s"),
                List.of("subscriptions", "list"),
                List.of("subscriptions", "get", "s"),
                List.of("subscriptions", "test", "s"),
                List.of("deliveries", "list"))) {
            for (var format : List.of(List.<String>of(), List.of("--json"))) {
                var arguments = Stream.concat(command.stream(), format.stream()).toArray(String[]::new);
                assertThat(Run.of(tenant, "", arguments).out()).isNotEmpty().doesNotContain("\u202e", "\u009b");
            }
        }
    }

    @Test
    void whatIsDeletedIsAnsweredWithNothingInJson() {
        var operator = server.operator();
        var tenant = server.tenant("short");
        Run.of(tenant, "", "subscriptions", "create", "--id=s", "--type=a", "--to=" + NOWHERE);
        var key = TestServer.word(
                Run.of(operator, "", "keys", "create", "--tenant", "short", "--name", "x", "--json"), "key_");
        for (var run : List.of(
                Run.of(tenant, "", "subscriptions", "delete", "s", "--json"),
                Run.of(operator, "", "keys", "revoke", key, "--tenant", "short", "--json"),
                Run.of(operator, "", "tenants", "delete", "short", "--json"))) {
            assertThat(run).isEqualTo(new Run(ExitCode.OK, "", ""));
        }
    }

    @Test
    void aTestDeliveryThatFailsEndsWithNo() {
        var tenant = server.tenant("tester");
        Run.of(tenant, "", "subscriptions", "create", "--id=s", "--type=a", "--to=" + NOWHERE);

        var run = Run.of(tenant, "", "subscriptions", "test", "s", "--data", "{\"x\":1}");
        assertThat(run.code()).isEqualTo(ExitCode.NO);
        assertThat(run.out()).contains("penstock.test → s", "attempt 1");
    }

    @Test
    void withoutAKeyOrAServerItIsSaidWhatIsMissing() throws IOException {
        var none = Run.of(Map.of(), "", "events", "list");
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("PENSTOCK_KEY");

        var away = Run.of(Map.of("PENSTOCK_KEY", UNKNOWN_KEY), "", "events", "list", "--url", "http://127.0.0.1:1");
        assertThat(away.code()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(away.err()).contains("there is no server at http://127.0.0.1:1");

        var file = Files.writeString(directory.resolve("key"), UNKNOWN_KEY + "\n");
        var wrong = Run.of(Map.of(), "", "events", "list", "--url", server.url(), "--key-file", file.toString());
        assertThat(wrong.code()).isEqualTo(ExitCode.NO_PERMISSION);
        assertThat(wrong.err()).contains("This key is not in force").doesNotContain(UNKNOWN_KEY);

        var odd = Run.of(Map.of("PENSTOCK_KEY", UNKNOWN_KEY), "", "events", "list", "--url", "ftp://somewhere");
        assertThat(odd.code()).isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PENSTOCK_KEY", "PENSTOCK_OPERATOR_KEY", "--key-file"})
    void aKeyThatIsNoneIsRefusedAndNotShown(String place) throws IOException {
        for (var key : List.of("hunter2", UNKNOWN_KEY + "\nhunter2", UNKNOWN_KEY + "hünter2", "")) {
            var variables = new HashMap<>(Map.of("PENSTOCK_URL", server.url()));
            var command = new ArrayList<>(List.of("events", "list", "--tenant", "acme"));
            if (place.equals("--key-file")) {
                command.addAll(List.of(
                        place,
                        Files.writeString(directory.resolve("no-key"), key).toString()));
            } else {
                variables.put(place, key);
            }
            var run = Run.of(variables, "", command.toArray(String[]::new));

            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("penstock: ").hasLineCount(2).doesNotContain("nter2", UNKNOWN_KEY);
        }
    }

    @Test
    void aTenantThatNoHeaderCanHoldIsRefused() {
        var variables = new HashMap<>(server.operator());
        for (var tenant : List.of("ac me", "acme\r\nx-header: 1", "äcme")) {
            var option = Run.of(variables, "", "events", "list", "--tenant", tenant);
            variables.put("PENSTOCK_TENANT", tenant);
            var variable = Run.of(variables, "", "keys", "list");
            variables.remove("PENSTOCK_TENANT");

            assertThat(List.of(option, variable)).allSatisfy(run -> {
                assertThat(run.code()).isEqualTo(ExitCode.USAGE);
                assertThat(run.err()).contains("--tenant").hasLineCount(2);
            });
        }
    }

    @Test
    void aGroupOfCommandsAloneShowsThem() {
        for (var command : List.of(new String[0], new String[] {"subscriptions"})) {
            var run = Run.of(Map.of(), "", command);

            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).startsWith("Usage: penstock").contains("Commands:");
        }
    }

    @Test
    void whatIsNoCommandIsNamedAndWhatMayBeMeant() {
        var run = Run.of(Map.of(), "", "subscriptions", "pausee", "--all");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .startsWith("penstock: There is no command 'penstock subscriptions pausee'")
                .contains("Did you mean: subscriptions pause");
        assertThat(Run.of(Map.of(), "", "events", "list", "--typ", "a").err()).startsWith("penstock: Unknown option");
    }

    @Test
    void aDurationIsReadAsPeopleWriteIt() {
        var tenant = server.tenant("patient");
        var made = Run.of(
                tenant, "", "subscriptions", "create", "--type=a", "--to=" + NOWHERE, "--retry=500ms,5s,PT1M,2h,1d");
        assertThat(made.out()).contains("PT0.5S, PT5S, PT1M, PT2H, PT24H");

        var wrong = Run.of(tenant, "", "subscriptions", "create", "--type=a", "--to=" + NOWHERE, "--timeout=soon");
        assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err())
                .contains("--timeout", "'soon' is not a duration")
                .doesNotContain("Exception", "class");
    }

    @Test
    void aUrlThatIsNoneIsRefusedAndNotShown() {
        for (var url : List.of("http://ops:hunter2@127.0.0.1", "http://ops:hunter2@a b", "127.0.0.1:8080")) {
            var option = Run.of(Map.of("PENSTOCK_KEY", UNKNOWN_KEY), "", "events", "list", "--url", url);
            var variable = Run.of(Map.of("PENSTOCK_KEY", UNKNOWN_KEY, "PENSTOCK_URL", url), "", "events", "list");

            assertThat(List.of(option, variable)).allSatisfy(run -> {
                assertThat(run.code()).isEqualTo(ExitCode.USAGE);
                assertThat(run.err())
                        .contains("URL", "http://127.0.0.1:8080")
                        .hasLineCount(2)
                        .doesNotContain("hunter2", "Exception", "class");
            });
        }
    }

    @Test
    void aLimitBelowOneIsRefused() {
        var run = Run.of(server.tenant("none"), "", "events", "list", "--limit", "0");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--limit is at least 1");
    }

    @Test
    void helpListsCommandsAndExitCodes() {
        var help = Run.of(Map.of(), "", "--help").out();
        assertThat(help)
                .contains(
                        "serve", "publish", "receive", "subscriptions", "deliveries", "Exit codes", "77", "130", "143");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "publish",
                "receive",
                "bench",
                "tenants",
                "keys create",
                "subscriptions",
                "subscriptions create",
                "subscriptions test",
                "events list",
                "events get",
                "deliveries list"
            })
    void everyCommandHelps(String command) {
        var help = Run.of(Map.of(), "", (command + " --help").split(" ", -1));
        assertThat(help.code()).isEqualTo(ExitCode.OK);
        assertThat(help.out()).contains("Usage: penstock " + command);
    }

    private static String event(String id) {
        return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/test\",\"type\":\"test.file\",\"data\":{}}"
                .formatted(id);
    }
}
