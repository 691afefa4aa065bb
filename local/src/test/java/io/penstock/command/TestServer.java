package io.penstock.command;

import io.penstock.access.KeyText;
import io.penstock.arn.ArnPattern;
import io.penstock.embedded.EmbeddedOptions;
import io.penstock.server.HttpLimits;
import io.penstock.server.PenstockServer;
import io.penstock.server.ServerOptions;
import io.penstock.subscription.TargetPermissions;
import io.penstock.webhook.Network;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server on a free port, for commands to talk to.
final class TestServer implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("export PENSTOCK_KEY=(\\S+)");

    private final KeyText operatorKey = KeyText.forOperator(new Random(7));
    private final PenstockServer server;

    TestServer(Path directory) {
        server = PenstockServer.start(
                new ServerOptions(
                        "127.0.0.1",
                        0,
                        HttpLimits.STANDARD,
                        EmbeddedOptions.in(directory),
                        List.of(Network.parse("127.0.0.0/8")),
                        new TargetPermissions(
                                List.of(new ArnPattern("arn:aws:sqs:*:123456789012:*")), List.of(), List.of()),
                        Optional.of(operatorKey)),
                (message, step) -> {},
                (what, cause) -> {
                    throw new AssertionError(what, cause);
                });
    }

    String url() {
        return server.uri().toString();
    }

    /// The environment of the operator.
    Map<String, String> operator() {
        return Map.of("PENSTOCK_URL", url(), "PENSTOCK_OPERATOR_KEY", operatorKey.reveal());
    }

    /// The environment of a new tenant.
    Map<String, String> tenant(String id) {
        Run.of(operator(), "", "tenants", "create", id);
        var variables = new HashMap<>(Map.of("PENSTOCK_URL", url()));
        variables.put("PENSTOCK_KEY", key(Run.of(operator(), "", "keys", "create", "--tenant", id, "--name", "test")));
        return variables;
    }

    /// The key in what `keys create` has printed.
    static String key(Run run) {
        return found(KEY.matcher(run.out()), run);
    }

    /// The first word in what was printed that begins with `prefix`.
    static String word(Run run, String prefix) {
        return found(
                Pattern.compile("(" + Pattern.quote(prefix) + "[\\w+/=-]+)").matcher(run.out()), run);
    }

    private static String found(Matcher matcher, Run run) {
        if (!matcher.find()) {
            throw new AssertionError(matcher.pattern() + " is not in " + run);
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        server.close();
    }
}
