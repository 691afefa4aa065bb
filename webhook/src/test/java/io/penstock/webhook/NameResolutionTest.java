package io.penstock.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Names, their addresses, and which of these are connected to.
class NameResolutionTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress PRIVATE = InetAddress.ofLiteral("10.255.255.1");
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("1.1.1.1");

    @Test
    void anUnknownNameIsNotResolved() throws InterruptedException {
        try (var client = Clients.with(Clients.LOOPBACK_ALLOWED, host -> {
            throw new UnknownHostException(host);
        })) {
            assertFails(client, "https://no.such.name/?secret", WebhookResult.Reason.NAME_NOT_RESOLVED, """
                    the name no.such.name does not resolve""");
        }
    }

    @Test
    void aNameWithoutAddressesIsNotResolved() throws InterruptedException {
        try (var client = Clients.with(Clients.LOOPBACK_ALLOWED, _ -> List.of())) {
            assertFails(client, "https://empty.test/", WebhookResult.Reason.NAME_NOT_RESOLVED, """
                    the name empty.test does not resolve""");
        }
    }

    @Test
    void aResolverThatFailsIsNotTheReceiversFailure() throws InterruptedException {
        try (var client = Clients.with(Clients.LOOPBACK_ALLOWED, _ -> {
            throw new IllegalStateException("test");
        })) {
            assertFails(client, "https://any.test/", WebhookResult.Reason.OWN_FAILURE, "the name resolver failed");
        }
    }

    @Test
    void aLookupThatEndsInAnErrorIsMadeAgainByTheNextAttempt() throws InterruptedException {
        var lookups = new AtomicInteger();
        try (var client = Clients.with(Clients.LOOPBACK_ALLOWED, _ -> {
            lookups.incrementAndGet();
            throw new LinkageError("test");
        })) {
            for (int attempt = 1; attempt <= 2; attempt++) {
                assertFails(client, "https://any.test/", WebhookResult.Reason.OWN_FAILURE, "the name resolver failed");
                assertThat(lookups).hasValue(attempt);
            }
        }
    }

    @Test
    void aNameThatTurnsFromAPublicToAPrivateAddressIsRefusedWhenItDoes() throws InterruptedException {
        var lookups = new AtomicInteger();
        AddressPolicy policy = AddressPolicy.allow(List.of(Network.parse("127.0.0.1/32")));
        // To the policy 127.0.0.1 is as good as public; 127.0.0.2 is not.
        NameResolver rebinding =
                _ -> List.of(lookups.getAndIncrement() == 0 ? LOOPBACK : InetAddress.ofLiteral("127.0.0.2"));
        try (var receiver = Receiver.answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                var client = Clients.with(policy, rebinding)) {
            WebhookUrl url = Receiver.http("rebinding.test", receiver.port());
            assertThat(client.post(Clients.request(url, Clients.LONG))).isInstanceOf(WebhookResult.Response.class);
            assertFails(client, url.text(), WebhookResult.Reason.ADDRESS_FORBIDDEN, """
                    127.0.0.2 is a loopback address (127.0.0.0/8)""");
            assertThat(lookups).hasValue(2);
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void aForbiddenAddressAmongOthersIsPassedOver() throws InterruptedException {
        try (var receiver = Receiver.answering(Receiver.OK);
                var client = Clients.with(Clients.LOOPBACK_ALLOWED, _ -> List.of(PRIVATE, LOOPBACK))) {
            WebhookUrl url = Receiver.http("mixed.test", receiver.port());
            assertThat(client.post(Clients.request(url, Clients.LONG))).isInstanceOf(WebhookResult.Response.class);
        }
    }

    @Test
    void theNextAddressIsTriedIfOneRefuses() throws InterruptedException {
        try (var receiver = Receiver.answering(Receiver.OK);
                var client = Clients.with(
                        Clients.LOOPBACK_ALLOWED, _ -> List.of(InetAddress.ofLiteral("127.0.0.9"), LOOPBACK))) {
            WebhookUrl url = Receiver.http("two.test", receiver.port());
            assertThat(client.post(Clients.request(url, Clients.LONG))).isInstanceOf(WebhookResult.Response.class);
        }
    }

    @Test
    void plainHttpGoesToAllowedNetworksOnly() throws InterruptedException {
        try (var client = Clients.with(Clients.LOOPBACK_ALLOWED, _ -> List.of(PUBLIC))) {
            assertFails(client, "http://public.test/", WebhookResult.Reason.HTTP_NOT_ALLOWED, """
                    http is allowed to listed networks only, and 1.1.1.1 is in none of them; use https""");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://localhost/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[64:ff9b::127.0.0.1]/",
                "https://0.0.0.0/",
                "https://169.254.169.254/latest/meta-data/",
            })
    void aPrivateAddressIsForbiddenInWhateverForm(String url) throws InterruptedException {
        try (var client = Clients.with(AddressPolicy.publicOnly(), NameResolver.system())) {
            WebhookResult result = client.post(Clients.request(WebhookUrl.parse(url), Clients.LONG));
            assertThat(result)
                    .isInstanceOfSatisfying(
                            WebhookResult.NoResponse.class,
                            failure -> assertThat(failure.reason()).isEqualTo(WebhookResult.Reason.ADDRESS_FORBIDDEN));
        }
    }

    @Test
    void aHangingLookupIsMadeOnceAndHoldsUpNoOtherHost() throws InterruptedException {
        var over = new CountDownLatch(1);
        var lookups = new AtomicInteger();
        NameResolver resolver = host -> {
            if (host.equals("hanging.test")) {
                lookups.incrementAndGet();
                await(over);
            }
            return List.of(LOOPBACK);
        };
        try (var receiver = Receiver.answering(Receiver.OK);
                var client = Clients.with(Clients.LOOPBACK_ALLOWED, resolver)) {
            var results = new ConcurrentLinkedQueue<WebhookResult>();
            List<Thread> threads = new ArrayList<>();
            WebhookUrl hanging = Receiver.http("hanging.test", receiver.port());
            for (int i = 0; i < 2 * NameLookups.MAX_THREADS; i++) {
                threads.add(Thread.startVirtualThread(() -> results.add(post(client, hanging))));
            }
            WebhookUrl good = Receiver.http("good.test", receiver.port());
            assertThat(client.post(Clients.request(good, Clients.LONG))).isInstanceOf(WebhookResult.Response.class);
            for (Thread thread : threads) {
                assertThat(thread.join(Clients.GENEROUS)).isTrue();
            }
            assertThat(results).hasSize(threads.size()).allSatisfy(result -> {
                assertThat(((WebhookResult.NoResponse) result).detail())
                        .isEqualTo("timed out after 300 ms, waiting for the name look-up");
                assertThat(result.took()).isBetween(Clients.SHORT, Clients.GENEROUS);
            });
            assertThat(lookups).hasValue(1);
        } finally {
            over.countDown();
        }
    }

    @Test
    void aLookupThatCouldNotBeginIsNotTheReceiversFailure() throws InterruptedException {
        var over = new CountDownLatch(1);
        var hanging = new CountDownLatch(NameLookups.MAX_THREADS);
        NameResolver resolver = _ -> {
            hanging.countDown();
            await(over);
            return List.of(LOOPBACK);
        };
        try (var client = Clients.with(Clients.LOOPBACK_ALLOWED, resolver)) {
            for (int i = 0; i < NameLookups.MAX_THREADS; i++) {
                WebhookUrl url = Receiver.http("hanging%d.test".formatted(i), 1);
                Thread.startVirtualThread(() -> post(client, url));
            }
            hanging.await();
            WebhookResult result = post(client, Receiver.http("one-more.test", 1));
            assertThat(((WebhookResult.NoResponse) result).reason()).isEqualTo(WebhookResult.Reason.OWN_FAILURE);
        } finally {
            over.countDown();
        }
    }

    @Test
    void aDomainWhoseNameServersAreSilentHoldsUpNoOther() throws InterruptedException {
        var over = new CountDownLatch(1);
        var hanging = new CountDownLatch(NameLookups.MAX_THREADS_PER_DOMAIN);
        NameResolver resolver = host -> {
            if (host.endsWith(".silent.test")) {
                hanging.countDown();
                await(over);
            }
            return List.of(LOOPBACK);
        };
        try (var receiver = Receiver.answering(Receiver.OK);
                var client = Clients.with(Clients.LOOPBACK_ALLOWED, resolver)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2 * NameLookups.MAX_THREADS; i++) {
                WebhookUrl url = Receiver.http("host%d.silent.test".formatted(i), receiver.port());
                threads.add(Thread.startVirtualThread(() -> post(client, url)));
            }
            hanging.await();
            WebhookUrl good = Receiver.http("good.test", receiver.port());
            assertThat(client.post(Clients.request(good, Clients.LONG))).isInstanceOf(WebhookResult.Response.class);
            for (Thread thread : threads) {
                assertThat(thread.join(Clients.GENEROUS)).isTrue();
            }

            over.countDown();
            WebhookUrl again = Receiver.http("another.silent.test", receiver.port());
            assertThat(client.post(Clients.request(again, Clients.LONG))).isInstanceOf(WebhookResult.Response.class);
        } finally {
            over.countDown();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost",
        "example.com, example.com",
        "a.b.example.com, example.com",
        "a.example.com., example.com",
        "a.shop.example.co.uk, example.co.uk",
        "co.uk, co.uk",
        "example.co.uk, example.co.uk",
        "a.example.de, example.de",
    })
    void theHostsOfADomainAreCountedTogether(String host, String domain) {
        assertThat(NameLookups.domain(host)).isEqualTo(domain);
    }

    @Test
    void anAttemptThatIsOverdueHasTimedOutAndIsNoFailureOfOurOwn() {
        var now = new AtomicLong();
        var attempt = new Attempt(now::get, Clients.SHORT);
        attempt.enter(Attempt.Stage.RESOLVING);
        now.set(Clients.SHORT.toNanos());
        try (var lookups = new NameLookups(_ -> List.of(LOOPBACK))) {
            assertThatThrownBy(() -> lookups.addresses("any.test", attempt))
                    .isInstanceOfSatisfying(
                            AttemptFailure.class,
                            failure -> assertThat(failure.reason()).isEqualTo(WebhookResult.Reason.TIMED_OUT));
        }
    }

    private static WebhookResult post(WebhookClient client, WebhookUrl url) {
        try {
            return client.post(Clients.request(url, Clients.SHORT));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertFails(WebhookClient client, String url, WebhookResult.Reason reason, String detail)
            throws InterruptedException {
        assertThat(client.post(Clients.request(WebhookUrl.parse(url), Clients.LONG)))
                .isInstanceOfSatisfying(WebhookResult.NoResponse.class, failure -> {
                    assertThat(failure.detail()).isEqualTo(detail);
                    assertThat(failure.reason()).isEqualTo(reason);
                });
    }
}
