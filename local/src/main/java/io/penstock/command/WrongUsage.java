package io.penstock.command;

import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says what is wrong with a command line, and where to read more.
final class WrongUsage implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        var command = wrong.getCommandLine();
        var err = command.getErr();
        if (!command.getSubcommands().isEmpty() && wrong.getClass() == ParameterException.class) {
            // A group of commands, and nothing else: whoever types that asks what there is.
            command.usage(err);
            return ExitCode.USAGE;
        }
        err.println("penstock: " + message(wrong));
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
        return ExitCode.USAGE;
    }

    private static String message(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !wrong.getCommandLine().getSubcommands().isEmpty()
                && !unmatched.isUnknownOption()) {
            return "There is no command '%s %s'"
                    .formatted(
                            wrong.getCommandLine().getCommandSpec().qualifiedName(),
                            unmatched.getUnmatched().getFirst());
        }
        return String.valueOf(wrong.getMessage());
    }
}
