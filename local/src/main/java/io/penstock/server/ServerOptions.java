package io.penstock.server;

import static java.util.Objects.requireNonNull;

import io.penstock.access.KeyText;
import io.penstock.embedded.EmbeddedOptions;
import io.penstock.subscription.TargetPermissions;
import io.penstock.webhook.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How `penstock serve` runs.
///
/// @param host the address to listen on
/// @param port the port to listen on; 0 for any that is free
/// @param limits what a client may take up
/// @param storage where and how data is kept
/// @param allowedNetworks where webhooks may go besides public addresses
/// @param targets which queues, topics, buses and functions may be sent to
/// @param operatorKey the operator's key; if absent, one is made at the first start
/// @param announceAttempts whether each attempt that failed is announced, rather than only what becomes of deliveries
public record ServerOptions(
        String host,
        int port,
        HttpLimits limits,
        EmbeddedOptions storage,
        List<Network> allowedNetworks,
        TargetPermissions targets,
        Optional<KeyText> operatorKey,
        boolean announceAttempts) {
    /// Where to listen if nothing else is said.
    public static final int STANDARD_PORT = 8080;

    public ServerOptions {
        requireNonNull(host, "host is null");
        requireNonNull(limits, "limits is null");
        requireNonNull(storage, "storage is null");
        allowedNetworks = List.copyOf(allowedNetworks);
        requireNonNull(targets, "targets is null");
        requireNonNull(operatorKey, "operatorKey is null");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535: " + port);
        }
    }

    /// Without attempts being announced.
    public ServerOptions(
            String host,
            int port,
            HttpLimits limits,
            EmbeddedOptions storage,
            List<Network> allowedNetworks,
            TargetPermissions targets,
            Optional<KeyText> operatorKey) {
        this(host, port, limits, storage, allowedNetworks, targets, operatorKey, false);
    }

    /// These, on another port.
    public ServerOptions withPort(int other) {
        return new ServerOptions(host, other, limits, storage, allowedNetworks, targets, operatorKey, announceAttempts);
    }

    /// These, with webhooks to `network` allowed too.
    public ServerOptions withAllowedNetwork(Network network) {
        var networks = new ArrayList<>(allowedNetworks);
        networks.add(network);
        return new ServerOptions(host, port, limits, storage, networks, targets, operatorKey, announceAttempts);
    }

    /// These, with this operator's key.
    public ServerOptions withOperatorKey(KeyText key) {
        return new ServerOptions(
                host, port, limits, storage, allowedNetworks, targets, Optional.of(key), announceAttempts);
    }

    /// These, with each attempt that failed announced.
    public ServerOptions withAnnouncedAttempts() {
        return new ServerOptions(host, port, limits, storage, allowedNetworks, targets, operatorKey, true);
    }
}
