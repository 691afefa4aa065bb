package io.penstock.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// A function that does nothing: what a cold start takes at least.
public final class BareHandler implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        in.readAllBytes();
        out.write("{\"statusCode\":202,\"headers\":{},\"body\":\"\"}".getBytes(StandardCharsets.UTF_8));
    }
}
