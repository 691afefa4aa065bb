package io.penstock.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Finds the addresses of a host name. May block for long: it is called on threads of its own.
@FunctionalInterface
public interface NameResolver {
    /// The addresses of `host`, in the order in which to try them; at least one.
    ///
    /// @throws UnknownHostException if there is none
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /// The machine's own resolver, with the JDK's cache (30 seconds unless configured).
    static NameResolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
