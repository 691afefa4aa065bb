package io.penstock.command.terminal;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/// Passes text on as [Printable#lines] has it. A character beyond the first plane has to come whole.
public final class PrintableWriter extends FilterWriter {
    private PrintableWriter(Writer out) {
        super(out);
    }

    /// What prints to `out` only what is fit for it.
    public static PrintWriter to(Writer out) {
        return new PrintWriter(new PrintableWriter(out));
    }

    @Override
    public void write(int c) throws IOException {
        out.write(Printable.lines(Character.toString((char) c)));
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        out.write(Printable.lines(new String(text, offset, length)));
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        out.write(Printable.lines(text.substring(offset, offset + length)));
    }
}
