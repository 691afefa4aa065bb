package io.penstock.function.ingest;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.penstock.access.Authenticator;
import io.penstock.api.Api;
import io.penstock.aws.Environment;
import io.penstock.lambda.FunctionHttp;
import io.penstock.lambda.Invocation;
import io.penstock.lambda.LoggedIntake;
import io.penstock.lambda.Parts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Takes events by HTTP: `POST /v1/events`.
public final class IngestHandler implements RequestStreamHandler {
    private final Invocation invocation;
    private final Api api;

    /// For Lambda.
    public IngestHandler() {
        this(new Parts(new Environment(System.getenv())));
    }

    private IngestHandler(Parts parts) {
        var registry = parts.registryWithoutSecrets();
        this(
                parts.invocation(),
                Api.ofPublishing(
                        new Authenticator(registry.keys(), parts.operatorHash(), parts.clock()),
                        registry.tenants(),
                        new LoggedIntake(parts.intake()),
                        parts.random()));
    }

    IngestHandler(Invocation invocation, Api api) {
        this.invocation = requireNonNull(invocation, "invocation is null");
        this.api = requireNonNull(api, "api is null");
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        invocation.begin(context);
        FunctionHttp.write(api.handle(FunctionHttp.read(in)), out);
    }
}
