package io.penstock.webhook;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A receiver of webhooks on loopback that behaves as the test wants, down to the byte.
final class Receiver implements AutoCloseable {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");
    private static final int SMALL_BUFFER = 4_096;

    private final ServerSocket server;
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /// What is done with one connection; it is closed afterwards.
    @FunctionalInterface
    interface Conversation {
        void with(Connection connection) throws IOException, InterruptedException;
    }

    private Receiver(ServerSocket server) {
        this.server = server;
    }

    static Receiver that(Conversation conversation) {
        Receiver receiver = new Receiver(serverSocket(50));
        Thread.startVirtualThread(() -> receiver.acceptAll(conversation));
        return receiver;
    }

    /// Answers every request on every connection with `response`.
    static Receiver answering(String response) {
        return that(connection -> {
            while (true) {
                connection.readRequest();
                connection.write(response);
            }
        });
    }

    /// Accepts nothing. The kernel completes connections nevertheless, until the backlog is full.
    static Receiver neverAccepting(int backlog) {
        return new Receiver(serverSocket(backlog));
    }

    /// A port on which nobody listens.
    static int closedPort() {
        try (ServerSocket unused = serverSocket(1)) {
            return unused.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WebhookUrl http(String host, int port) {
        return WebhookUrl.parse("http://%s:%d/hook?token=secret".formatted(host, port));
    }

    static WebhookUrl https(String host, int port) {
        return WebhookUrl.parse("https://%s:%d/hook?token=secret".formatted(host, port));
    }

    WebhookUrl url() {
        return http("127.0.0.1", port());
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /// The requests read so far, oldest first, each as text of head and body.
    Queue<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        hangUp();
    }

    /// Closes all connections and accepts no more.
    void hangUp() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket serverSocket(int backlog) {
        try {
            var server = new ServerSocket();
            server.setReceiveBufferSize(SMALL_BUFFER);
            server.bind(new InetSocketAddress(LOOPBACK, 0), backlog);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll(Conversation conversation) {
        while (true) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                Thread.startVirtualThread(() -> converse(conversation, new Connection(socket)));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void converse(Conversation conversation, Connection connection) {
        try (connection) {
            conversation.with(connection);
        } catch (IOException e) {
            // The client is gone, which is what many tests want.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The receiver's end of a connection.
    final class Connection implements AutoCloseable {
        private final Socket socket;

        Connection(Socket socket) {
            this.socket = socket;
        }

        Socket socket() {
            return socket;
        }

        /// The same connection behind TLS of `version`, after the handshake.
        Connection secured(SSLContext context, String version) throws IOException {
            var secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            secured.setUseClientMode(false);
            secured.setEnabledProtocols(new String[] {version});
            secured.startHandshake();
            return new Connection(secured);
        }

        String readRequest() throws IOException {
            InputStream in = socket.getInputStream();
            var bytes = new ByteArrayOutputStream();
            while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException();
                }
                bytes.write(next);
            }
            Matcher length = CONTENT_LENGTH.matcher(bytes.toString(StandardCharsets.ISO_8859_1));
            if (length.find()) {
                bytes.writeBytes(in.readNBytes(Integer.parseInt(length.group(1))));
            }
            String request = bytes.toString(StandardCharsets.UTF_8);
            requests.add(request);
            return request;
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /// Writes `text` again and again until the client closes.
        void writeForever(String text, long pauseMillis) throws IOException, InterruptedException {
            while (true) {
                write(text);
                Thread.sleep(pauseMillis);
            }
        }

        /// Returns when the client has closed the connection.
        void hang() throws IOException {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
