package io.penstock.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// Connections that fill a receiver's backlog, so that the next one gets no answer at all.
final class Fillers implements AutoCloseable {
    private final List<SocketChannel> channels = new ArrayList<>();

    Fillers(Receiver receiver, int count) {
        try {
            for (int i = 0; i < count; i++) {
                SocketChannel channel = SocketChannel.open();
                channels.add(channel);
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(Receiver.LOOPBACK, receiver.port()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (SocketChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
