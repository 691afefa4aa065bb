package io.penstock.command;

import io.penstock.bench.BenchException;
import io.penstock.command.client.RefusedException;
import io.penstock.command.client.UnreachableException;
import io.penstock.command.terminal.Printable;
import io.penstock.embedded.DataDirectoryException;
import io.penstock.input.InvalidInputException;
import io.penstock.invoke.InvocationException;
import io.penstock.ledger.IntakeRefusedException;
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
            case IntakeRefusedException e -> say(command, e, ExitCode.CANNOT_START);
            case InvalidInputException e -> say(command, e, ExitCode.REFUSED);
            case UnreadableInputException e -> say(command, e, ExitCode.USAGE);
            case UnreachableException e -> say(command, e, ExitCode.UNAVAILABLE);
            case RefusedException e -> say(command, e, code(e));
            case InvocationException e -> say(command, e, ExitCode.UNAVAILABLE);
            case BenchException e -> say(command, e, ExitCode.UNAVAILABLE);
            default -> {
                failure.printStackTrace(command.getErr());
                yield ExitCode.SOFTWARE;
            }
        };
    }

    private static int code(RefusedException refused) {
        return switch (refused.status()) {
            case 401, 403 -> ExitCode.NO_PERMISSION;
            case 404 -> ExitCode.NOT_FOUND;
            case 429, 502, 503, 504 -> ExitCode.UNAVAILABLE;
            case 500 -> ExitCode.SOFTWARE;
            default -> ExitCode.REFUSED;
        };
    }

    private static int say(CommandLine command, Exception failure, int code) {
        command.getErr().println(Printable.lines("penstock: " + failure.getMessage()));
        return code;
    }
}
