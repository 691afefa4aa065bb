package io.penstock.command;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/// The command `penstock`.
@Command(
        name = "penstock",
        description = "An event gateway: publish events, and have them delivered as signed webhooks.",
        versionProvider = VersionText.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            ServeCommand.class,
            PublishCommand.class,
            ReceiveCommand.class,
            SubscriptionsCommand.class,
            EventsCommand.class,
            DeliveriesCommand.class,
            ReplayCommand.class,
            TenantsCommand.class,
            KeysCommand.class,
            BenchCommand.class,
            InvokeCommand.class,
            HelpCommand.class
        },
        footerHeading = "%nA first look:%n",
        footer = {"  penstock serve --demo"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:done, and the answer is no",
            "2:the command line is wrong",
            "3:what was asked for does not exist",
            "65:the server refused what it was sent",
            "69:there is no server at that address; the function is not built",
            "70:a mistake in Penstock",
            "73:it cannot start: its port or its data directory cannot be used",
            "74:what was written to the disk is unknown",
            "77:the key is not accepted",
            "130:ended by Ctrl-C; serve and receive have ended in order",
            "143:ended by SIGTERM; serve and receive have ended in order"
        },
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.SOFTWARE)
public final class Penstock {
    private static final int USAGE_WIDTH = 100;

    private final Environment environment;

    private Penstock(Environment environment) {
        this.environment = environment;
    }

    /// Runs one command, and ends the process with its exit code.
    public static void main(String[] arguments) {
        // Numbers in messages look the same everywhere.
        Locale.setDefault(Locale.ROOT);
        System.exit(commandLine(Environment.ofProcess()).execute(arguments));
    }

    static CommandLine commandLine(Environment environment) {
        var commandLine = new CommandLine(new Penstock(environment))
                .setExecutionExceptionHandler(new Failures())
                .setParameterExceptionHandler(new WrongUsage())
                .setColorScheme(Help.defaultColorScheme(environment.colours() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setUsageHelpWidth(USAGE_WIDTH)
                // An @ before the name of a file is for the options that say so.
                .setExpandAtFiles(false)
                .registerConverter(Duration.class, new Durations())
                .registerConverter(URI.class, Penstock::url);
        requireNonNull(commandLine.getSubcommands().get("serve"), "there is no serve")
                .setDefaultValueProvider(new EnvironmentDefaults(environment));
        return commandLine;
    }

    /// The message does not repeat it: it may hold a password.
    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new TypeConversionException("this is not a URL; http://127.0.0.1:8080 is one");
        }
    }

    /// What the command that `spec` belongs to finds around it.
    static Environment environment(CommandSpec spec) {
        return ((Penstock) spec.root().userObject()).environment;
    }
}
