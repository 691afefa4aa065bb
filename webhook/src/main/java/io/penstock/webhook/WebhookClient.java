package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/// Makes webhook attempts over HTTP/1.1, each within its timeout, whatever the receiver does.
///
/// There are no redirects, cookies, proxies, credentials of its own or decompression. The number of attempts made at
/// once is for the caller to limit; none waits for a connection. Meant for virtual threads, but any thread will do.
///
/// **Repetition.** If a kept-alive connection turns out to be closed before one byte of a response has come, the
/// request is sent once more on a new connection, within the same timeout. The receiver may have seen the first one;
/// delivery is at least once, under the same id.
public final class WebhookClient implements AutoCloseable {
    /// How much of a response's body is kept, in bytes.
    public static final int MAX_KEPT_BYTES = 4 * 1024;

    private final String userAgent;
    private final LongSupplier nanoTicker;
    private final ConnectionPool pool;
    private final NameLookups lookups;
    private final Connector connector;
    private final Watchdog watchdog;
    private volatile boolean closed;

    /// @param userAgent the `User-Agent` header
    /// @param maxIdleConnections how many unused connections to keep, to all receivers together; best as many as
    ///     attempts are made at once
    /// @param tls what decides which certificates are trusted; host names are always verified
    /// @param nanoTicker like [System#nanoTime()]
    public WebhookClient(
            String userAgent,
            int maxIdleConnections,
            AddressPolicy policy,
            NameResolver resolver,
            SSLContext tls,
            LongSupplier nanoTicker) {
        this.userAgent = RequestHeader.checkedValue("user-agent", userAgent);
        this.nanoTicker = requireNonNull(nanoTicker, "nanoTicker is null");
        this.pool = new ConnectionPool(maxIdleConnections, nanoTicker);
        this.lookups = new NameLookups(resolver);
        this.connector = new Connector(policy, lookups, tls, nanoTicker);
        this.watchdog = new Watchdog(nanoTicker, pool::evict);
        watchdog.start();
    }

    /// A client with the machine's own resolver, the JDK's default trust store and the system's time.
    public static WebhookClient create(String userAgent, int maxIdleConnections, AddressPolicy policy) {
        return new WebhookClient(
                userAgent, maxIdleConnections, policy, NameResolver.system(), defaultTls(), System::nanoTime);
    }

    /// Makes one attempt.
    ///
    /// @throws InterruptedException if the thread is interrupted: the attempt's end is then unknown
    /// @throws IllegalStateException if the client is closed
    public WebhookResult post(WebhookRequest request) throws InterruptedException {
        if (closed) {
            throw new IllegalStateException("the webhook client is closed");
        }
        Connector.throwIfInterrupted();
        var attempt = new Attempt(nanoTicker, request.timeout());
        watchdog.watch(attempt);
        try {
            return attempt(request, attempt);
        } catch (AttemptFailure failure) {
            return new WebhookResult.NoResponse(failure.reason(), failure.detail(), attempt.took());
        } finally {
            watchdog.forget(attempt);
            attempt.closeUnlessFinished();
        }
    }

    private WebhookResult attempt(WebhookRequest request, Attempt attempt) throws AttemptFailure, InterruptedException {
        Route route = request.url().route();
        ReceiverConnection kept = pool.lease(route);
        if (kept != null) {
            WebhookResult result = exchange(kept, request, attempt);
            if (result != null) {
                return result;
            }
        }
        ReceiverConnection fresh = connector.connect(route, attempt);
        return requireNonNull(exchange(fresh, request, attempt), "a new connection is not given up");
    }

    /// @return null if the connection is a kept-alive one that the receiver had closed
    private @Nullable WebhookResult exchange(ReceiverConnection connection, WebhookRequest request, Attempt attempt)
            throws AttemptFailure, InterruptedException {
        try {
            attempt.uses(connection.socket());
            Exchange.Answer answer = new Exchange(connection, request, userAgent, attempt).run();
            if (!attempt.finish()) {
                throw attempt.timedOut();
            }
            if (answer.keepAlive().isPositive()) {
                pool.release(connection, answer.keepAlive());
            } else {
                connection.discard();
            }
            return new WebhookResult.Response(answer.status(), answer.body(), answer.retryAfter(), attempt.took());
        } catch (IOException | HttpException e) {
            Connector.throwIfInterrupted();
            if (attempt.isAborted()) {
                throw attempt.timedOut();
            }
            if (e instanceof IOException && connection.isReused() && !connection.hasReceived()) {
                connection.abort();
                return null;
            }
            throw ExchangeFailures.of(e, request.url().route(), connection.hasReceived());
        }
    }

    private static SSLContext defaultTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no default TLS", e);
        }
    }

    /// Closes idle connections and takes no more attempts. Those under way end within their timeouts.
    @Override
    public void close() {
        closed = true;
        pool.close();
        lookups.close();
        watchdog.close();
    }

    int idleConnections() {
        return pool.idleConnections();
    }
}
