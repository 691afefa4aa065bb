package io.penstock.webhook;

import java.net.InetAddress;

/// What a connection is opened to and may be used again for.
///
/// @param tls whether TLS is spoken
/// @param host as in the URL, in lower case: a name, an IPv4 address, or an IPv6 address in brackets
/// @param port 1 to 65,535
record Route(boolean tls, String host, int port) {
    boolean hasLiteralAddress() {
        return host.startsWith("[") || isDottedQuad();
    }

    InetAddress literalAddress() {
        return InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }

    /// The host without the dot that makes a name absolute: what the Host header calls it.
    String name() {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /// What the certificate must be made for: the name, or the address without brackets.
    String verifiedName() {
        return hasLiteralAddress() ? Addresses.text(literalAddress()) : name();
    }

    private boolean isDottedQuad() {
        return host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /// For messages: `example.com port 443`.
    @Override
    public String toString() {
        return host + " port " + port;
    }
}
