package io.penstock.command;

import io.penstock.embedded.DataDirectoryException;
import io.penstock.server.ServerStartException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Says in one line why a command failed, and with a trace only if it is Penstock's own mistake.
final class Failures implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        return switch (failure) {
            case ServerStartException e -> say(command, e, ExitCode.CANNOT_START);
            case DataDirectoryException e -> say(command, e, ExitCode.CANNOT_START);
            default -> {
                failure.printStackTrace(command.getErr());
                yield ExitCode.SOFTWARE;
            }
        };
    }

    private static int say(CommandLine command, Exception failure, int code) {
        command.getErr().println("penstock: " + failure.getMessage());
        return code;
    }
}
