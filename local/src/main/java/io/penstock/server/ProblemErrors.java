package io.penstock.server;

import io.penstock.api.ServerRefusal;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// What is said of requests that never reach the [Endpoint], because they are no HTTP or past a limit of the server
/// itself: a problem like every other, which tells nothing of what is inside.
final class ProblemErrors extends ErrorHandler {
    /// Whatever its method is: the answer to HEAD leaves the body out by itself.
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        EndpointHandler.send(ServerRefusal.of(response.getStatus()).response(), response, callback);
        return true;
    }
}
