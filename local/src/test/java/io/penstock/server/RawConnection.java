package io.penstock.server;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A connection of a client that sends what it likes, byte by byte.
final class RawConnection implements Closeable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /// @param headers by lower-case names
    record Response(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    RawConnection send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /// Sends one byte after the other, with a pause before each, until it is done or the server has had enough.
    ///
    /// @return whether all of it was sent
    boolean drip(String text, Duration pause) throws InterruptedException {
        try {
            for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
                Thread.sleep(pause);
                socket.getOutputStream().write(b);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Sends no more, and still reads.
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /// Goes away.
    void cut() throws IOException {
        socket.close();
    }

    /// Reads a response that has a length.
    Response read() throws IOException {
        var status = line();
        var headers = new TreeMap<String, String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Response(Integer.parseInt(status.substring(9, 12)), headers, body);
    }

    /// Reads so many bytes, with as many pauses in between.
    ///
    /// @return whether all of them came
    boolean readSlowly(int bytes, int pauses, Duration pause) throws InterruptedException {
        try {
            for (int i = 0; i < pauses; i++) {
                Thread.sleep(pause);
                in.skipNBytes(bytes / pauses);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether nothing comes for so long.
    boolean isSilentFor(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /// All that comes until the server closes the connection, in order or not.
    String readToEnd() {
        var read = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                read.write(b);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the server did not close the connection", e);
        } catch (IOException e) {
            // A reset is an end, too.
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the server closed the connection after '" + line + "'");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
