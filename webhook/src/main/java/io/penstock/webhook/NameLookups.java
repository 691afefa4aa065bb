package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Name look-ups on threads of their own, one at a time for each host and a few for each domain.
///
/// A look-up is a native call that holds its thread for as long as name servers are silent, and a virtual thread's
/// carrier with it: so platform threads make it. However many attempts wait for a host, they hold one thread; the
/// look-up goes on when they have given up, and the next attempts join it. However many hosts a silent domain has, they
/// hold [#MAX_THREADS_PER_DOMAIN]: it takes many silent domains at once to hold up other names.
final class NameLookups implements AutoCloseable {
    static final int MAX_THREADS = 128;
    static final int MAX_THREADS_PER_DOMAIN = 8;
    static final int MAX_WAITING_HOSTS = 10_000;
    private static final Duration THREAD_KEEP_ALIVE = Duration.ofSeconds(30);

    private static final int COUNTRY_CODE_LENGTH = 2;
    private static final int LONGEST_CATEGORY = 3;

    private static final Logger log = LoggerFactory.getLogger(NameLookups.class);

    private final NameResolver resolver;
    private final ExecutorService threads;
    private final ConcurrentHashMap<String, Lookup> underWay = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Domain> domains = new HashMap<>();
    private final LinkedHashSet<Domain> waitingDomains = new LinkedHashSet<>();
    private int running;
    private int waiting;

    NameLookups(NameResolver resolver) {
        this.resolver = requireNonNull(resolver, "resolver is null");
        // No more threads than look-ups that are let run.
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                THREAD_KEEP_ALIVE.toNanos(),
                TimeUnit.NANOSECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("webhook-lookup-", 0).factory());
    }

    /// The addresses of `host`, at least one, waiting no longer than the attempt may.
    List<InetAddress> addresses(String host, Attempt attempt) throws AttemptFailure, InterruptedException {
        long remaining = attempt.remainingNanos();
        if (remaining == 0) {
            throw attempt.timedOut();
        }
        Lookup lookup = underWay.computeIfAbsent(host, Lookup::new);
        lookup.askOnce();
        try {
            return lookup.result.get(remaining, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (lookup.begun) {
                throw attempt.timedOut();
            }
            throw new AttemptFailure(
                    WebhookResult.Reason.OWN_FAILURE,
                    "no name look-up was free within the timeout: others are waiting for their name servers, at most %d, and at most %d of a domain"
                            .formatted(MAX_THREADS, MAX_THREADS_PER_DOMAIN));
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

    /// What one owner has registered, as far as a name tells: its last two labels, or three below a category of a country
    /// (`shop.example.co.uk`).
    static String domain(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        int top = name.lastIndexOf('.');
        int second = name.lastIndexOf('.', top - 1);
        boolean category = name.length() - top - 1 == COUNTRY_CODE_LENGTH && top - second - 1 <= LONGEST_CATEGORY;
        int start = category && second >= 0 ? name.lastIndexOf('.', second - 1) : second;
        return name.substring(start + 1);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void ask(Lookup lookup) {
        lock.lock();
        try {
            if (waiting == MAX_WAITING_HOSTS) {
                throw new RejectedExecutionException();
            }
            Domain domain = domains.computeIfAbsent(lookup.domain, _ -> new Domain());
            domain.waiting.add(lookup);
            waitingDomains.add(domain);
            waiting++;
            beginWhatMay();
        } finally {
            lock.unlock();
        }
    }

    private void ended(Lookup lookup) {
        lock.lock();
        try {
            Domain domain = requireNonNull(domains.get(lookup.domain), "a domain is kept while it has look-ups");
            domain.running--;
            running--;
            if (domain.running == 0 && domain.waiting.isEmpty()) {
                domains.remove(lookup.domain);
            }
            beginWhatMay();
        } finally {
            lock.unlock();
        }
    }

    private void beginWhatMay() {
        for (Lookup next = next(); next != null; next = next()) {
            next.begun = true;
            threads.execute(next);
        }
    }

    /// One look-up of a domain after another domain's.
    private @Nullable Lookup next() {
        Optional<Domain> free = running == MAX_THREADS
                ? Optional.empty()
                : waitingDomains.stream()
                        .filter(domain -> domain.running < MAX_THREADS_PER_DOMAIN)
                        .findFirst();
        if (free.isEmpty()) {
            return null;
        }
        Domain domain = free.get();
        domain.running++;
        running++;
        waiting--;
        Lookup next = domain.waiting.removeFirst();
        waitingDomains.remove(domain);
        if (!domain.waiting.isEmpty()) {
            waitingDomains.add(domain);
        }
        return next;
    }

    /// The look-ups of one domain's hosts.
    private static final class Domain {
        private final ArrayDeque<Lookup> waiting = new ArrayDeque<>();
        private int running;
    }

    private final class Lookup implements Runnable {
        private final String host;
        private final String domain;
        private final CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
        private final AtomicBoolean asked = new AtomicBoolean();
        private volatile boolean begun;

        Lookup(String host) {
            this.host = host;
            this.domain = domain(host);
        }

        /// Outside the map's own lock, under which nothing may block.
        void askOnce() {
            if (!asked.compareAndSet(false, true)) {
                return;
            }
            try {
                ask(this);
            } catch (RejectedExecutionException | Error e) {
                fail(e);
            }
        }

        @Override
        public void run() {
            try {
                List<InetAddress> addresses = resolver.resolve(host);
                if (addresses.isEmpty()) {
                    throw new UnknownHostException(host);
                }
                underWay.remove(host, this);
                result.complete(addresses);
            } catch (UnknownHostException | RuntimeException | Error e) {
                fail(e);
            } finally {
                ended(this);
            }
        }

        /// Whatever it was: the next attempt for this host makes a look-up of its own.
        private void fail(Throwable e) {
            underWay.remove(host, this);
            result.completeExceptionally(e);
        }
    }
}
