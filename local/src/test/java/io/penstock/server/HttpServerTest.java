package io.penstock.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.api.Api;
import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import io.penstock.api.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class HttpServerTest implements Endpoint {
    private static final int BODY_LIMIT = 100_000;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final long MUCH = 1_000_000_000;
    private static final byte[] LARGE = new byte[32 * 1_024 * 1_024];
    private static final HttpLimits GENEROUS = new HttpLimits(4_096, MUCH, 100, LONG, LONG);

    private final Queue<ApiRequest> requests = new ConcurrentLinkedQueue<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private HttpServer server = start(GENEROUS);

    private HttpServer start(HttpLimits limits) {
        return HttpServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), limits, this);
    }

    private void restart(HttpLimits limits) {
        server.close();
        server = start(limits);
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.close();
    }

    @Override
    public ApiResponse answer(ApiRequest request) {
        requests.add(request);
        if (request.path().equals("/slow")) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (request.path().equals("/broken")) {
            throw new IllegalStateException("a secret of the inside");
        }
        var body = switch (request.path()) {
            case "/large" -> LARGE;
            case "/huge" -> new byte[0];
            default -> request.body();
        };
        return new ApiResponse(200, new Headers(List.of(Map.entry("x-path", request.path()))), body);
    }

    @Override
    public Optional<ApiResponse> refusal(ApiRequest head) {
        return head.path().equals("/forbidden")
                ? Optional.of(new ApiResponse(401, Headers.NONE, "no".getBytes(StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    @Override
    public int bodyLimit(String path) {
        return path.equals("/huge") ? LARGE.length : BODY_LIMIT;
    }

    @Override
    public ApiResponse bodyTooLarge(String path) {
        return new ApiResponse(413, Headers.NONE, "too large".getBytes(StandardCharsets.UTF_8));
    }

    private RawConnection connect() throws IOException {
        return new RawConnection(server.port());
    }

    private static String post(String path, String body) {
        return "POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s".formatted(path, body.length(), body);
    }

    @Test
    void aRequestReachesTheEndpointAsItCame() throws IOException {
        try (var client = connect()) {
            var response = client.send(
                            "PUT /a%20b?c=%64 HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 2\r\n\r\nhi")
                    .read();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("hi");
            assertThat(response.headers()).doesNotContainKey("server");
            var request = requests.remove();
            assertThat(request.method()).isEqualTo("PUT");
            assertThat(request.path()).isEqualTo("/a%20b");
            assertThat(request.query()).isEqualTo("c=%64");
            assertThat(request.headers().all("X-ONE")).containsExactly("1", "2");
        }
    }

    @Test
    void requestsSentAtOnceOnOneConnectionAreAnsweredInOrder() throws IOException {
        try (var client = connect()) {
            client.send(post("/1", "one") + post("/2", "") + post("/3", "three"));

            assertThat(client.read().body()).isEqualTo("one");
            assertThat(client.read().header("x-path")).isEqualTo("/2");
            assertThat(client.read().body()).isEqualTo("three");
            assertThat(client.send(post("/4", "four")).read().body()).isEqualTo("four");
        }
    }

    @Test
    void aBodyInChunksArrivesWhole() throws IOException {
        try (var client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");

            assertThat(client.send("4\r\ndefg\r\n0\r\n\r\n").read().body()).isEqualTo("abcdefg");
        }
    }

    @Test
    void headersPastTheirLimitAreAnswered431() throws IOException {
        try (var client = connect()) {
            var response = client.send("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(5_000) + "\r\n\r\n")
                    .read();

            assertThat(response.status()).isEqualTo(431);
            assertThat(requests).isEmpty();
        }
    }

    @Test
    void aBodyThatSaysItIsTooLongIsAnswered413WithoutBeingRead() throws IOException {
        try (var client = connect()) {
            var response = client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000000\r\n\r\n")
                    .read();

            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).isEqualTo("too large");
            assertThat(client.readToEnd()).isEmpty();
            assertThat(requests).isEmpty();
        }
    }

    @Test
    void nobodyIsToldToContinueWithABodyThatIsTooLong() throws IOException {
        try (var client = connect()) {
            var response = client.send(
                            "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 10000000000\r\n\r\n")
                    .read();

            assertThat(response.status()).isEqualTo(413);
        }
    }

    @Test
    void aBodyInChunksThatGrowsTooLongIsAnswered413() throws IOException {
        try (var client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            var chunk = "%x\r\n%s\r\n".formatted(BODY_LIMIT, "x".repeat(BODY_LIMIT));
            client.send(chunk).send("1\r\nx\r\n");

            assertThat(client.read().status()).isEqualTo(413);
            assertThat(requests).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length: 90000\r\n\r\n%s", "Transfer-Encoding: chunked\r\n\r\n15f90\r\n%s\r\n0\r\n\r\n"})
    void theBodyOfARequestThatIsRefusedAnywayTakesUpNoMemory(String rest) throws IOException {
        restart(new HttpLimits(4_096, 1, 100, LONG, LONG));
        try (var client = connect()) {
            for (int i = 0; i < 2; i++) {
                var response = client.send(
                                "POST /forbidden HTTP/1.1\r\nHost: h\r\n" + rest.formatted("x".repeat(90_000)))
                        .read();

                assertThat(response.status()).isEqualTo(401);
                assertThat(response.body()).isEqualTo("no");
            }
            assertThat(requests).isEmpty();
        }
    }

    @Test
    void nobodyIsToldToContinueWithABodyThatIsRefusedAnyway() throws IOException {
        try (var client = connect()) {
            var response = client.send(
                            "POST /forbidden HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9000\r\n\r\n")
                    .read();

            assertThat(response.status()).isEqualTo(401);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aRefusedBodyThatDripsIsCutOff() throws Exception {
        restart(new HttpLimits(4_096, MUCH, 100, LONG, SHORT));
        try (var client = connect()) {
            client.send("POST /forbidden HTTP/1.1\r\nHost: h\r\nContent-Length: 200\r\n\r\n");

            assertThat(client.drip("x".repeat(199), PAUSE)).isFalse();
        }
    }

    @Test
    void largeBodiesTakeUpNoMoreMemoryThanTheyMayTogether() throws IOException {
        restart(new HttpLimits(4_096, 50_000_000, 100, LONG, LONG));
        var other = post("/huge", "x".repeat(16_000_000));
        int length = 30_000_000;
        // What is left to be sent and what can be on its way are less than half: memory for all of it is taken.
        int sent = 29_000_000;
        try (var slow = connect();
                var client = connect()) {
            slow.send("POST /huge HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n".formatted(length))
                    .send("x".repeat(sent));

            var refused = client.send(other).read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.body()).contains("urn:penstock:problem:unavailable");
            assertThat(status(client, post("/", "x".repeat(16_000)))).isEqualTo(200);

            assertThat(slow.send("x".repeat(length - sent)).read().status()).isEqualTo(200);
            for (int i = 0; i < 4; i++) {
                assertThat(status(client, other)).isEqualTo(200);
            }
        }
    }

    private static int status(RawConnection client, String request) {
        try {
            return client.send(request).read().status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aLargeAnswerIsSentIfThereIsRoomOrIfItTellsOfWhatWasDone() throws IOException {
        restart(new HttpLimits(4_096, 2 * BODY_LIMIT, 100, LONG, LONG));
        try (var client = connect()) {
            assertThat(status(client, "GET /large HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(503);
            assertThat(status(client, "POST /large HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .isEqualTo(200);
            assertThat(status(client, post("/", "x".repeat(90_000)))).isEqualTo(200);
        }
    }

    @Test
    void anAnswerMayTakeItsTimeAsLongAsItIsRead() throws Exception {
        restart(new HttpLimits(4_096, MUCH, 100, LONG, SHORT));
        try (var client = connect()) {
            client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(client.readSlowly(LARGE.length, 20, PAUSE)).isTrue();
        }
    }

    @Test
    void headIsToldTheLengthThatGetWouldHave() throws IOException {
        try (var client = connect()) {
            var head = client.send("HEAD /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                    .readToEnd();

            assertThat(head)
                    .contains("\r\nContent-Length: " + LARGE.length + "\r\n")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void aConnectionThatStandsStillIsClosed() throws IOException {
        restart(new HttpLimits(4_096, MUCH, 100, SHORT, LONG));
        try (var silent = connect();
                var idle = connect();
                var stuck = connect()) {
            assertThat(idle.send(post("/", "x")).read().status()).isEqualTo(200);
            stuck.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");

            assertThat(silent.readToEnd()).isEmpty();
            assertThat(idle.readToEnd()).isEmpty();
            assertThat(stuck.readToEnd()).startsWith("HTTP/1.1 408 ");
            assertThat(requests).hasSize(1);
        }
    }

    @Test
    void aHeaderThatDripsIsCutOff() throws Exception {
        restart(new HttpLimits(4_096, MUCH, 100, LONG, SHORT));
        try (var client = connect()) {
            assertThat(client.drip("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(200), PAUSE))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 200", "Transfer-Encoding: chunked"})
    void aBodyThatDripsIsCutOffAndNotProcessed(String framing) throws Exception {
        restart(new HttpLimits(4_096, MUCH, 100, LONG, SHORT));
        try (var client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\n%s\r\n\r\n".formatted(framing));

            assertThat(client.drip("c8\r\n" + "x".repeat(196), PAUSE)).isFalse();
            client.readToEnd();
            assertThat(requests).isEmpty();
        }
    }

    @Test
    void theTimeBetweenRequestsCountsForNoneOfThem() throws Exception {
        restart(new HttpLimits(4_096, MUCH, 100, LONG, SHORT));
        try (var client = connect()) {
            assertThat(client.isSilentFor(SHORT.multipliedBy(2))).isTrue();
            assertThat(client.send(post("/", "x")).read().status()).isEqualTo(200);
            assertThat(client.isSilentFor(SHORT.multipliedBy(2))).isTrue();
            assertThat(client.send(post("/", "x")).read().status()).isEqualTo(200);

            assertThat(client.drip("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(200), PAUSE))
                    .isFalse();
        }
    }

    @Test
    void whatOneConnectionHasWaitedForDoesNotCountForItsNextRequest() throws IOException {
        restart(new HttpLimits(4_096, MUCH, 100, LONG, Duration.ofSeconds(2)));
        try (var client = connect()) {
            long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            while (System.nanoTime() < end) {
                assertThat(client.send(post("/", "x")).read().status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10\r\n\r\n12345", "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"})
    void aBodyThatEndsEarlyIsNotProcessed(String rest) throws IOException {
        try (var half = connect();
                var whole = connect()) {
            half.send("POST / HTTP/1.1\r\nHost: h\r\n" + rest).endOutput();
            assertThat(half.readToEnd()).startsWith("HTTP/1.1 400 ");
            whole.send("POST / HTTP/1.1\r\nHost: h\r\n" + rest);
            whole.cut();
            try (var other = connect()) {
                assertThat(other.send(post("/other", "")).read().status()).isEqualTo(200);
            }
            assertThat(requests).extracting(ApiRequest::path).containsExactly("/other");
        }
    }

    @Test
    void whoeverIsPastTheLimitOfConnectionsWaitsUntilOneGoes() throws IOException {
        restart(new HttpLimits(4_096, MUCH, 2, LONG, LONG));
        try (var first = connect();
                var second = connect()) {
            assertThat(first.send(post("/", "1")).read().body()).isEqualTo("1");
            assertThat(second.send(post("/", "2")).read().body()).isEqualTo("2");
            try (var third = connect()) {
                third.send(post("/", "3"));
                assertThat(third.isSilentFor(SHORT)).isTrue();

                first.cut();
                assertThat(third.read().body()).isEqualTo("3");
            }
        }
    }

    @Test
    void aRequestUnderWayIsAnsweredBeforeTheServerIsClosed() throws Exception {
        var closed = new AtomicBoolean();
        try (var client = connect()) {
            client.send(post("/slow", "x"));
            Eventually.await(LONG, "the request is under way", () -> !requests.isEmpty());
            int port = server.port();
            var closing = Thread.ofVirtual().start(() -> {
                server.close();
                closed.set(true);
            });
            Eventually.await(LONG, "nobody is let in any more", () -> !accepts(port));

            // For longer than the server is patient with connections that are not under way.
            assertThat(client.isSilentFor(Duration.ofMillis(1_500))).isTrue();
            assertThat(closed).isFalse();
            released.countDown();
            assertThat(client.read().body()).isEqualTo("x");
            assertThat(closing.join(LONG)).isTrue();
        }
    }

    @Test
    void aRequestThatDoesNotEndDoesNotHoldUpTheServersForLongerThanItsPatience() throws Exception {
        restart(new HttpLimits(4_096, MUCH, 100, SHORT, LONG));
        try (var client = connect()) {
            client.send(post("/slow", "x"));
            Eventually.await(LONG, "the request is under way", () -> !requests.isEmpty());
            var failure = new AtomicReference<Throwable>();
            var closing = Thread.ofVirtual().unstarted(server::close);
            closing.setUncaughtExceptionHandler((_, e) -> failure.set(e));
            closing.start();

            assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
            assertThat(failure).hasValue(null);
        }
    }

    private static boolean accepts(int port) {
        try (var _ = new RawConnection(port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void connectionsThatNobodyUsesDoNotHoldUpItsEnd() throws Exception {
        try (var used = connect();
                var unused = connect()) {
            assertThat(used.send(post("/", "x")).read().status()).isEqualTo(200);
            var closing = Thread.ofVirtual().start(server::close);

            assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
            assertThat(unused.readToEnd()).isEmpty();
        }
    }

    @Test
    void connectionsThatNobodyUsesAreClosedAtOnceWhenTheServerIsWhileRequestsEnd() throws Exception {
        var shortest = LONG;
        for (int i = 0; i < 5 && shortest.compareTo(SHORT) > 0; i++) {
            restart(GENEROUS);
            requests.clear();
            try (var used = connect();
                    var unused = connect();
                    var busy = connect()) {
                assertThat(used.send(post("/", "x")).read().status()).isEqualTo(200);
                busy.send(post("/slow", "x"));
                Eventually.await(LONG, "the request is under way", () -> requests.size() == 2);
                long began = System.nanoTime();
                var closing = Thread.ofVirtual().start(server::close);

                assertThat(used.readToEnd() + unused.readToEnd()).isEmpty();
                var took = Duration.ofNanos(System.nanoTime() - began);
                shortest = took.compareTo(shortest) < 0 ? took : shortest;
                released.countDown();
                assertThat(busy.read().body()).isEqualTo("x");
                assertThat(closing.join(LONG)).isTrue();
            }
        }
        assertThat(shortest).isLessThan(SHORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "GET / HTTP/3.7\r\nHost: h\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /a/%2e%2e/b HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nBad Name: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /broken HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
                "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n",
                "LARGE-HEADER",
                "LARGE-URI"
            })
    void whatTheServerItselfRefusesIsAProblemThatSaysNothingOfIt(String request) throws IOException {
        var large = "x".repeat(10_000);
        try (var client = connect()) {
            var response = client.send(
                            switch (request) {
                                case "LARGE-HEADER" -> "GET / HTTP/1.1\r\nHost: h\r\nX: " + large + "\r\n\r\n";
                                case "LARGE-URI" -> "GET /" + large + " HTTP/1.1\r\nHost: h\r\n\r\n";
                                default -> request;
                            })
                    .read();

            assertThat(response.header("content-type")).isEqualTo("application/problem+json");
            var problem = TestClient.json(response.body());
            assertThat(problem.path("status").asInt()).isEqualTo(response.status());
            assertThat(texts("/components/schemas/Problem/properties/type/enum"))
                    .contains(problem.path("type").asText());
            if (!request.contains("/broken")) {
                assertThat(texts("/components/responses/Refused/content/application~1problem+json/schema"
                                + "/allOf/1/properties/status/enum"))
                        .contains(Integer.toString(response.status()));
            }
            assertThat(problem.path("title").asText()).isNotEmpty();
            assertThat(problem.path("detail").asText()).isNotEmpty();
            assertThat(response.headers().toString() + response.body())
                    .doesNotContainIgnoringCase("jetty")
                    .doesNotContain("secret", "Exception", "<html");
            assertThat(requests).noneMatch(seen -> !seen.path().equals("/broken"));
        }
    }

    /// What is in a list of the OpenAPI document.
    private static List<String> texts(String pointer) throws IOException {
        try (var document = Api.class.getResourceAsStream("openapi.json")) {
            var list = TestClient.json(new String(requireNonNull(document).readAllBytes(), StandardCharsets.UTF_8))
                    .at(pointer);
            return list.valueStream().map(JsonNode::asText).toList();
        }
    }

    @Test
    void aPortThatIsTakenIsNamedInTheReason() {
        assertThatThrownBy(() -> HttpServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                        HttpLimits.STANDARD,
                        this))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining(Integer.toString(server.port()));
    }
}
