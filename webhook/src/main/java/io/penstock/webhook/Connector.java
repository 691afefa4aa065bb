package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// Opens connections, each to an address that the policy has just allowed.
///
/// The look-up's answer is judged address by address, and the socket is connected to one of these addresses, not to the
/// name again: nothing can change in between.
final class Connector {
    /// A host with more addresses is tried at the first of them.
    static final int MAX_ADDRESSES_TRIED = 8;

    private static final int MAX_TLS_DETAIL = 200;
    private static final String[] TLS_VERSIONS = {"TLSv1.3", "TLSv1.2"};
    private static final String[] APPLICATION_PROTOCOLS = {"http/1.1"};

    private final AddressPolicy policy;
    private final NameLookups lookups;
    private final SSLContext tls;
    private final LongSupplier nanoTicker;

    Connector(AddressPolicy policy, NameLookups lookups, SSLContext tls, LongSupplier nanoTicker) {
        this.policy = requireNonNull(policy, "policy is null");
        this.lookups = requireNonNull(lookups, "lookups is null");
        this.tls = requireNonNull(tls, "tls is null");
        this.nanoTicker = requireNonNull(nanoTicker, "nanoTicker is null");
    }

    ReceiverConnection connect(Route route, Attempt attempt) throws AttemptFailure, InterruptedException {
        attempt.enter(Attempt.Stage.RESOLVING);
        List<InetAddress> addresses =
                route.hasLiteralAddress() ? List.of(route.literalAddress()) : lookups.addresses(route.host(), attempt);
        List<InetAddress> permitted = permitted(addresses, route);
        attempt.enter(Attempt.Stage.CONNECTING);
        Socket socket = firstConnected(permitted, route, attempt);
        if (!route.tls()) {
            return opened(route, socket, null, attempt);
        }
        attempt.enter(Attempt.Stage.SECURING);
        return opened(route, socket, secured(socket, route, attempt), attempt);
    }

    private List<InetAddress> permitted(List<InetAddress> addresses, Route route) throws AttemptFailure {
        List<InetAddress> permitted = new ArrayList<>(Math.min(addresses.size(), MAX_ADDRESSES_TRIED));
        AttemptFailure refusal = null;
        for (InetAddress address : addresses) {
            switch (policy.check(address, route.port())) {
                case AddressPolicy.Verdict.Allowed allowed
                when route.tls() || allowed.plainHttp() -> permitted.add(address);
                case AddressPolicy.Verdict.Allowed _ ->
                    refusal = new AttemptFailure(
                            WebhookResult.Reason.HTTP_NOT_ALLOWED,
                            "http is allowed to listed networks only, and %s is in none of them; use https"
                                    .formatted(Addresses.text(address)));
                case AddressPolicy.Verdict.Forbidden forbidden ->
                    refusal = new AttemptFailure(WebhookResult.Reason.ADDRESS_FORBIDDEN, forbidden.why());
            }
            if (permitted.size() == MAX_ADDRESSES_TRIED) {
                break;
            }
        }
        if (permitted.isEmpty() && refusal != null) {
            throw refusal;
        }
        return permitted;
    }

    /// Tries one address after the other. Each but the last gets its share of what is left of the timeout, so that one
    /// that swallows packets leaves time for the next.
    private Socket firstConnected(List<InetAddress> addresses, Route route, Attempt attempt)
            throws AttemptFailure, InterruptedException {
        AttemptFailure failure = null;
        for (int i = 0; i < addresses.size(); i++) {
            var address = new InetSocketAddress(addresses.get(i), route.port());
            long share = attempt.remainingNanos() / (addresses.size() - i);
            // No proxy, whatever the system properties say: it would connect to an address of its own choice.
            var socket = new Socket(Proxy.NO_PROXY);
            try {
                attempt.uses(socket);
                socket.setTcpNoDelay(true);
                boolean last = i == addresses.size() - 1;
                socket.connect(address, last ? 0 : (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(share)));
                return socket;
            } catch (IOException e) {
                Attempt.closeQuietly(socket);
                throwIfInterrupted();
                if (attempt.isAborted()) {
                    throw attempt.timedOut();
                }
                failure = notConnected(e, address);
            }
        }
        throw requireNonNull(failure, "no address to connect to");
    }

    private static AttemptFailure notConnected(IOException e, InetSocketAddress to) {
        String where = Addresses.text(to.getAddress()) + " port " + to.getPort();
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("too many open files") || message.contains("cannot assign requested address")) {
            return new AttemptFailure(
                    WebhookResult.Reason.OWN_FAILURE, "no socket or port was left to connect to %s".formatted(where));
        }
        if (e instanceof ConnectException && message.contains("refused")) {
            return new AttemptFailure(
                    WebhookResult.Reason.CONNECTION_REFUSED, "%s refused the connection".formatted(where));
        }
        if (e instanceof SocketTimeoutException || message.contains("timed out")) {
            return new AttemptFailure(WebhookResult.Reason.UNREACHABLE, "%s did not answer".formatted(where));
        }
        return new AttemptFailure(WebhookResult.Reason.UNREACHABLE, "there is no way to %s".formatted(where));
    }

    private SSLSocket secured(Socket socket, Route route, Attempt attempt) throws AttemptFailure, InterruptedException {
        try {
            var secured =
                    (SSLSocket) tls.getSocketFactory().createSocket(socket, route.verifiedName(), route.port(), true);
            SSLParameters parameters = secured.getSSLParameters();
            // Checks the certificate against the host name, or the address if that is what the URL has.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(TLS_VERSIONS);
            parameters.setApplicationProtocols(APPLICATION_PROTOCOLS);
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        } catch (IOException e) {
            throwIfInterrupted();
            throw attempt.isAborted() ? attempt.timedOut() : tlsFailed(e, route);
        }
    }

    static AttemptFailure tlsFailed(IOException e, Route route) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String why = String.valueOf(cause.getMessage()).replaceAll("[^ -~]", " ");
        return new AttemptFailure(
                WebhookResult.Reason.TLS_FAILED,
                "TLS with %s failed: %s".formatted(route, why.substring(0, Math.min(why.length(), MAX_TLS_DETAIL))));
    }

    private ReceiverConnection opened(Route route, Socket socket, @Nullable SSLSocket secured, Attempt attempt)
            throws AttemptFailure {
        try {
            return ReceiverConnection.over(route, socket, secured, nanoTicker.getAsLong());
        } catch (IOException e) {
            throw attempt.isAborted()
                    ? attempt.timedOut()
                    : new AttemptFailure(
                            WebhookResult.Reason.CONNECTION_CLOSED, "%s closed the connection".formatted(route));
        }
    }

    /// An interrupt closes the socket that a virtual thread waits for; it is the caller's wish, not the receiver's
    /// failure.
    static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted in a webhook attempt");
        }
    }
}
