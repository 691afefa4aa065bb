package io.penstock.command;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One run of the command `penstock` in this process: what it ended with, and what it printed.
record Run(int code, String out, String err) {
    static Run of(Map<String, String> variables, String in, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var input = new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8));
        int code = Penstock.commandLine(new Environment(variables, input, false))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Run(code, out.toString(), err.toString());
    }
}
