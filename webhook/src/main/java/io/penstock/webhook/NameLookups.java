package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Name look-ups on threads of their own, one at a time for each host.
///
/// A look-up is a native call that would hold a carrier thread, so virtual threads do not make it. However many
/// attempts wait for a host whose name servers are silent, they hold one thread; the look-up goes on when they have
/// given up, and the next attempts join it.
final class NameLookups implements AutoCloseable {
    static final int MAX_THREADS = 64;
    static final int MAX_WAITING_HOSTS = 10_000;
    private static final Duration THREAD_KEEP_ALIVE = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(NameLookups.class);

    private final NameResolver resolver;
    private final ThreadPoolExecutor threads;
    private final ConcurrentHashMap<String, Lookup> underWay = new ConcurrentHashMap<>();

    NameLookups(NameResolver resolver) {
        this.resolver = requireNonNull(resolver, "resolver is null");
        this.threads = new ThreadPoolExecutor(
                MAX_THREADS,
                MAX_THREADS,
                THREAD_KEEP_ALIVE.toNanos(),
                TimeUnit.NANOSECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING_HOSTS),
                Thread.ofPlatform().daemon().name("webhook-lookup-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// The addresses of `host`, at least one, waiting no longer than the attempt may.
    List<InetAddress> addresses(String host, Attempt attempt) throws AttemptFailure, InterruptedException {
        Lookup lookup = underWay.computeIfAbsent(host, Lookup::new);
        lookup.startOnce();
        try {
            return lookup.result.get(attempt.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (lookup.running) {
                throw attempt.timedOut();
            }
            throw new AttemptFailure(
                    WebhookResult.Reason.OWN_FAILURE,
                    "no name look-up was free within the timeout: %d others are waiting for their name servers"
                            .formatted(MAX_THREADS));
        } catch (ExecutionException e) {
            throw failed(host, e.getCause());
        }
    }

    private static AttemptFailure failed(String host, @Nullable Throwable cause) {
        return switch (cause) {
            case UnknownHostException _ ->
                new AttemptFailure(
                        WebhookResult.Reason.NAME_NOT_RESOLVED, "the name %s does not resolve".formatted(host));
            case RejectedExecutionException _ ->
                new AttemptFailure(
                        WebhookResult.Reason.OWN_FAILURE,
                        "no name look-up was free: %,d others are waiting".formatted(MAX_WAITING_HOSTS));
            case null, default -> {
                log.error("The name resolver failed on {}", host, cause);
                yield new AttemptFailure(WebhookResult.Reason.OWN_FAILURE, "the name resolver failed");
            }
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private final class Lookup implements Runnable {
        private final String host;
        private final CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
        private final AtomicBoolean started = new AtomicBoolean();
        private volatile boolean running;

        Lookup(String host) {
            this.host = host;
        }

        /// Outside the map's own lock, under which nothing may block.
        void startOnce() {
            if (!started.compareAndSet(false, true)) {
                return;
            }
            try {
                threads.execute(this);
            } catch (RejectedExecutionException | Error e) {
                failed(e);
            }
        }

        @Override
        public void run() {
            running = true;
            try {
                List<InetAddress> addresses = resolver.resolve(host);
                if (addresses.isEmpty()) {
                    throw new UnknownHostException(host);
                }
                underWay.remove(host, this);
                result.complete(addresses);
            } catch (UnknownHostException | RuntimeException | Error e) {
                failed(e);
            }
        }

        /// Whatever it was: the next attempt for this host makes a look-up of its own.
        private void failed(Throwable cause) {
            underWay.remove(host, this);
            result.completeExceptionally(cause);
        }
    }
}
