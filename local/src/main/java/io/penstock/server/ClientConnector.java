package io.penstock.server;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// Lets clients in, and closes connections whose request takes too long to arrive.
final class ClientConnector extends ServerConnector {
    private static final int ACCEPTORS = 1;
    private static final int SELECTORS = 1;

    private final Duration readLimit;

    ClientConnector(Server server, Duration readLimit, HttpConnectionFactory http) {
        super(server, ACCEPTORS, SELECTORS, http);
        this.readLimit = readLimit;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        var connection = new ClientConnection(channel, selector, key, getScheduler());
        connection.setIdleTimeout(getIdleTimeout());
        return connection;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        lookAgain();
    }

    /// Lets nobody in any more, and closes the connections on which no request is under way.
    void shutIdle() {
        var _ = shutdown();
        each(ClientConnection::closeIfIdle);
    }

    private void look() {
        if (isRunning()) {
            try {
                each(connection -> connection.closeIfOverdue(readLimit));
            } finally {
                lookAgain();
            }
        }
    }

    private void lookAgain() {
        getScheduler().schedule(this::look, Math.max(readLimit.toNanos() / 4, 1), TimeUnit.NANOSECONDS);
    }

    private void each(Consumer<ClientConnection> action) {
        for (var endPoint : getConnectedEndPoints()) {
            if (endPoint instanceof ClientConnection connection) {
                action.accept(connection);
            }
        }
    }
}
