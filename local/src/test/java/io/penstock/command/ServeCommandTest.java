package io.penstock.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

final class ServeCommandTest {
    @TempDir
    Path directory;

    @Test
    void theDemoShowsAllThatCanHappenToAnEvent() {
        var run = Run.of(Map.of(), "", "serve", "--demo", "--demo-events", "2", "--port", "0", "--data", data());

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .containsPattern("export PENSTOCK_URL=http://127.0.0.1:[0-9]+")
                .containsPattern("export PENSTOCK_KEY=psk_[0-9a-z_]+")
                .containsOnlyOnce("psk_")
                .containsPattern("published +#1 +order.created +→ everything +as evt_")
                .containsPattern("filtered +#1 +order.created +→ large-orders +filter did not match")
                .containsPattern(
                        "delivered +#1 +order.created +→ everything +attempt 1 +200 +[0-9]+ ms +signature verified")
                .containsPattern(
                        "failed +#2 +invoice.paid +→ flaky +attempt 1 +503 .*signature verified +next attempt in [0-9.]+ s")
                .containsPattern("delivered +#2 +invoice.paid +→ flaky +attempt 2 +200 .*signature verified")
                .contains("Published 2 events, delivered 3 times, retried 1 times, gave up 0 deliveries.");
    }

    @Test
    void theDemoCanBeRunAgainOnTheSameData() {
        var first = Run.of(Map.of(), "", "serve", "--demo", "--demo-events", "1", "--port", "0", "--data", data());
        var second = Run.of(Map.of(), "", "serve", "--demo", "--demo-events", "1", "--port", "0", "--data", data());

        assertThat(first.code()).isEqualTo(ExitCode.OK);
        assertThat(second.out()).contains("Published 1 events, delivered 1 times");
    }

    @Test
    void theKeyOfAnEarlierDemoEndsWithTheNext() {
        var first = Run.of(Map.of(), "", "serve", "--demo", "--demo-events", "1", "--port", "0", "--data", data());
        Run.of(Map.of(), "", "serve", "--demo", "--demo-events", "1", "--port", "0", "--data", data());

        try (var server = new TestServer(directory.resolve("data"))) {
            var keys = Run.of(server.operator(), "", "keys", "list", "--tenant", "demo", "--json");
            assertThat(keys.out().split("\"key_", -1)).hasSize(2);
            var earlier = Map.of("PENSTOCK_URL", server.url(), "PENSTOCK_KEY", TestServer.key(first));
            assertThat(Run.of(earlier, "", "events", "list").code()).isEqualTo(ExitCode.NO_PERMISSION);
        }
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var port = Integer.toString(taken.getLocalPort());
            var run = Run.of(Map.of(), "", "serve", "--port", port, "--data", data());

            assertThat(run.code()).isEqualTo(ExitCode.CANNOT_START);
            assertThat(run.err())
                    .contains("the port " + port + " of 127.0.0.1 is taken")
                    .contains("--port");
        }
    }

    @Test
    void aDataDirectoryThatIsNoneIsNamed() throws IOException {
        var file = Files.writeString(directory.resolve("file"), "no directory");
        var run = Run.of(Map.of(), "", "serve", "--port", "0", "--data", file.toString());

        assertThat(run.code()).isEqualTo(ExitCode.CANNOT_START);
        assertThat(run.err()).contains(file.toString());
    }

    @Test
    void optionsOutOfTheirLimitsAreRefused() {
        var run = Run.of(Map.of(), "", "serve", "--retention", "PT1S", "--data", data());

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("retention must be from").contains("penstock serve --help");
        assertThat(Run.of(Map.of(), "", "serve", "--allow-network", "mine").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Run.of(Map.of(), "", "serve", "--demo-events", "3").code()).isEqualTo(ExitCode.USAGE);
        for (var option : List.of("--allow-destination", "--allow-role")) {
            var notArn = Run.of(Map.of(), "", "serve", option, "orders-*", "--data", data());
            assertThat(notArn.code()).isEqualTo(ExitCode.USAGE);
            assertThat(notArn.err()).contains(option, "arn:aws:sqs:*:123456789012:orders-*");
        }
    }

    @Test
    void everyOptionIsReadFromTheEnvironmentUnlessTheCommandLineHasIt() {
        var texts = Map.ofEntries(
                Map.entry("--host", List.of("0.0.0.0", "::1")),
                Map.entry("--port", List.of("7001", "7002")),
                Map.entry("--data", List.of("here", "there")),
                Map.entry("--allow-network", List.of("10.0.0.0/8,192.168.0.0/16", "127.0.0.0/8")),
                Map.entry("--allow-destination", List.of("arn:aws:sqs:*:1:*,arn:aws:sns:*:1:*", "arn:aws:sqs:*:2:*")),
                Map.entry(
                        "--allow-role",
                        List.of("arn:aws:iam::1:role/*,arn:aws:iam::2:role/*", "arn:aws:iam::3:role/*")),
                Map.entry("--retention", List.of("PT12H", "PT48H")),
                Map.entry("--max-connections", List.of("11", "12")),
                Map.entry("--max-backlog-per-subscription", List.of("13", "14")),
                Map.entry("--max-backlog-per-tenant", List.of("15", "16")),
                Map.entry("--demo-events", List.of("17", "18")));
        var tried = new HashSet<>(texts.keySet());
        tried.addAll(List.of("--demo", "--announce-attempts"));
        assertThat(options()).containsExactlyInAnyOrderElementsOf(tried);
        texts.forEach((option, text) -> {
            var variable = EnvironmentDefaults.variable(option);
            var set = Map.of(variable, text.getFirst());

            assertThat(help()).contains(variable);
            assertThat(value(set, option)).isEqualTo(text.getFirst());
            assertThat(value(set, option, option, text.getLast())).isEqualTo(text.getLast());
            assertThat(value(Map.of(variable, ""), option)).isEqualTo(value(Map.of(), option));
        });
        assertThat(value(Map.of(), "--announce-attempts")).isEqualTo("false");
        assertThat(value(Map.of("PENSTOCK_ANNOUNCE_ATTEMPTS", "true"), "--announce-attempts"))
                .isEqualTo("true");
        assertThat(value(Map.of(), "--demo")).isEqualTo("false");
        assertThat(value(Map.of(), "--demo", "--demo")).isEqualTo("true");
        assertThat(value(Map.of("PENSTOCK_DEMO", "true"), "--demo")).isEqualTo("true");
        assertThat(value(Map.of("PENSTOCK_DEMO", "true"), "--demo", "--demo")).isEqualTo("true");
        assertThat(value(Map.of("PENSTOCK_DEMO", ""), "--demo")).isEqualTo("false");
    }

    @Test
    void aVariableThatIsWrongIsRefused() {
        var run = Run.of(Map.of("PENSTOCK_PORT", "first"), "", "serve", "--data", data());

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--port", "first");
    }

    private static List<String> options() {
        return parsed(Map.of()).commandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(OptionSpec::longestName)
                .toList();
    }

    private static String help() {
        return Run.of(Map.of(), "", "serve", "--help").out();
    }

    private static String value(Map<String, String> variables, String option, String... arguments) {
        Object value =
                parsed(variables, arguments).commandSpec().findOption(option).getValue();
        return value instanceof List<?> several
                ? several.stream().map(Object::toString).collect(Collectors.joining(","))
                : String.valueOf(value);
    }

    private static ParseResult parsed(Map<String, String> variables, String... arguments) {
        var line = Stream.concat(Stream.of("serve"), Arrays.stream(arguments)).toArray(String[]::new);
        return Penstock.commandLine(new Environment(variables, InputStream.nullInputStream(), false))
                .parseArgs(line)
                .subcommand();
    }

    @Test
    void anOperatorsKeyThatIsTooShortIsRefusedAndNotShown() {
        var run = Run.of(Map.of("PENSTOCK_OPERATOR_KEY", "hunter2"), "", "serve", "--demo", "--data", data());

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("PENSTOCK_OPERATOR_KEY must have").doesNotContain("hunter2");
    }

    private String data() {
        return directory.resolve("data").toString();
    }
}
