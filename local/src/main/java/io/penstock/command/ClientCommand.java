package io.penstock.command;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import io.penstock.command.terminal.Printable;
import io.penstock.command.terminal.PrintableWriter;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A command that talks to a server.
@Command(mixinStandardHelpOptions = true, versionProvider = VersionText.class)
abstract class ClientCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private Connection connection = new Connection();

    @Option(names = "--json", order = 103, description = "Prints the server's JSON.")
    private boolean json;

    private final RelativeTimes times = new RelativeTimes(InstantSource.system());
    private @Nullable PrintWriter out;

    /// Does it.
    ///
    /// @return an [ExitCode]
    abstract int run(ApiClient api) throws InterruptedException;

    /// The client to do it with.
    ApiClient open() {
        return connection.asTenant();
    }

    @Override
    public final Integer call() throws InterruptedException {
        try (var api = open()) {
            return run(api);
        } finally {
            out().flush();
            terminal().flush();
        }
    }

    /// That what the command line says will not do.
    ParameterException wrongUsage(String message) {
        return new ParameterException(commandLine(), message);
    }

    Connection connection() {
        return connection;
    }

    RelativeTimes times() {
        return times;
    }

    /// Where everything goes that is not JSON: what a server answers may hold anything.
    PrintWriter out() {
        if (out == null) {
            out = PrintableWriter.to(terminal());
        }
        return out;
    }

    private PrintWriter terminal() {
        return commandLine().getOut();
    }

    /// Prints what the server has answered, if that is asked for: nothing where it has answered without a body.
    ///
    /// @return whether it was asked for
    boolean printedAsJson(ApiClient.Answer answer) {
        if (json && answer.body().length > 0) {
            terminal().println(Printable.json(answer.text()));
        }
        return json;
    }

    /// Prints a part of a list: as JSON if that is asked for, else as a table, or as `empty` if there is nothing.
    void print(Pages.Found found, Table table, String empty) {
        if (json) {
            terminal().println(Printable.json(found.json().write()));
            return;
        }
        if (found.items().isEmpty()) {
            out().println(empty);
            return;
        }
        table.print(out());
        if (found.next().isPresent()) {
            out().printf("There are more; say how many with --limit.%n");
        }
    }

    /// Prints names and values below each other; values that are empty are left out.
    void printFields(String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!namesAndValues[i + 1].isEmpty()) {
                out().printf("%-13s%s%n", namesAndValues[i], namesAndValues[i + 1]);
            }
        }
    }

    /// Says how far it is, to whoever watches.
    void progress(String line) {
        commandLine().getErr().println(Printable.lines(line));
    }

    /// A time of `json`, in words.
    String ago(Json json, String... path) {
        return times.ago(json.word(path));
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "picocli sets it").commandLine();
    }
}
