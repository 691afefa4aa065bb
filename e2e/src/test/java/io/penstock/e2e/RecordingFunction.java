package io.penstock.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// A function that writes what it is invoked with to its log, as one line. It is deployed by a test, all by itself.
public final class RecordingFunction {
    private RecordingFunction() {}

    /// For Lambda.
    public static void handle(InputStream in, OutputStream out) throws IOException {
        in.transferTo(System.out);
        System.out.println();
        out.write("{}".getBytes(StandardCharsets.US_ASCII));
    }
}
