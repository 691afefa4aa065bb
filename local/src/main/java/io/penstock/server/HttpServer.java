package io.penstock.server;

import static java.util.Objects.requireNonNull;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP/1.1 server in front of an [Endpoint]: Jetty, each request on a virtual thread of its own.
public final class HttpServer implements AutoCloseable {
    /// Platform threads: for accepting and selecting only.
    private static final int THREADS = 8;

    private static final int BACKLOG = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private final Server server;
    private final ClientConnector connector;

    private HttpServer(Server server, ClientConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /// Starts one.
    ///
    /// @param address where to listen; port 0 for any that is free
    /// @param endpoint what is done with a request
    /// @throws ServerStartException if it cannot listen there
    public static HttpServer start(InetSocketAddress address, HttpLimits limits, Endpoint endpoint) {
        requireNonNull(endpoint, "endpoint is null");
        var threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("request-", 0).factory()));
        var server = new Server(threads);
        var connector = new ClientConnector(server, limits.read(), new HttpConnectionFactory(configuration(limits)));
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(limits.idle().toMillis());
        connector.setAcceptQueueSize(BACKLOG);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
        server.setErrorHandler(new ProblemErrors());
        server.setHandler(new EndpointHandler(endpoint, limits.bodyBytes()));
        server.setStopTimeout(limits.idle().toMillis());
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw failure(address, e);
        }
        return new HttpServer(server, connector);
    }

    /// Where it listens.
    public URI uri() {
        var host = connector.getHost();
        return URI.create("http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port()));
    }

    /// The port it listens on.
    public int port() {
        return connector.getLocalPort();
    }

    /// Takes no more connections, closes those that nobody uses, lets the requests that it has come to their end, for as
    /// long as a connection may stand still, and stops.
    @Override
    public void close() {
        connector.shutIdle();
        stop(server);
    }

    private static HttpConfiguration configuration(HttpLimits limits) {
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(false);
        configuration.setRequestHeaderSize(limits.headerBytes());
        configuration.setUseInputDirectByteBuffers(false);
        configuration.setUseOutputDirectByteBuffers(false);
        return configuration;
    }

    private static ServerStartException failure(InetSocketAddress address, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException
                    && String.valueOf(cause.getMessage()).contains("in use")) {
                return new PortTakenException(
                        "the port %d of %s is taken by another program; choose another with --port or PENSTOCK_PORT (0 for any that is free)"
                                .formatted(address.getPort(), address.getHostString()),
                        e);
            }
        }
        return new ServerStartException(
                "cannot listen on %s:%d: %s".formatted(address.getHostString(), address.getPort(), e.getMessage()), e);
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            // A request did not end within the patience for it. It is cut off, and whoever closes goes on closing.
            LOG.warn("The HTTP server cut off what was under way: {}", e.toString());
        }
    }
}
