package io.penstock.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Random;

/// Passes connections on, and resets each after so many bytes, drawn by chance, in either direction: so a request may
/// be cut off, or have been handled when its answer is.
final class ResettingProxy implements AutoCloseable {
    private static final int MAX_BYTES = 20_000;

    private final ServerSocket listener;
    private final int target;
    private final Random random;

    /// @param target the port of what is behind it, on this machine
    ResettingProxy(int target, long seed) {
        this.target = target;
        this.random = new Random(seed);
        try {
            listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                var server = new Socket();
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                pass(client, server, random.nextInt(MAX_BYTES));
                pass(server, client, random.nextInt(MAX_BYTES / 20));
            } catch (IOException e) {
                // Closed, or the connection is gone already: the next one.
            }
        }
    }

    private static void pass(Socket from, Socket to, int bytes) {
        Thread.ofVirtual().start(() -> {
            try {
                var in = from.getInputStream();
                var out = to.getOutputStream();
                var buffer = new byte[1_024];
                int left = bytes;
                while (left > 0) {
                    int read = in.read(buffer, 0, Math.min(buffer.length, left));
                    if (read < 0) {
                        break;
                    }
                    out.write(buffer, 0, read);
                    left -= read;
                }
            } catch (IOException e) {
                // The other direction was cut.
            } finally {
                reset(from);
                reset(to);
            }
        });
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
