package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.TestApi.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever comes in, it is not Penstock that fails.
class MutationTest {
    private static final int ROUNDS = 1_000;

    private static final String REPLAY = """
            {"id":"r","subscription":"s","since":"2025-12-30T00:00:00Z","until":"2025-12-31T00:00:00Z","types":["a.*"],\
            "source":"/s","filter":{"subject":["a"]},"mode":"missing","rate":20,"dryRun":true}""";

    private static final String SUBSCRIPTION = """
            {"id":"s","types":["order.*","x"],"filter":{"data":{"a":[{"numeric":[">",1.5]},null,{"anything-but":["x"]}]}},
             "destination":{"type":"webhook","url":"https://a.example/p?q=1","headers":{"X-A":"b"},"mode":"binary"},
             "policy":{"retry":{"schedule":["PT1S","P1D"],"jitter":0.2},"timeout":"PT5.5S"},"signature":"v1a"}""";

    private static final String EVENT = """
            {"specversion":"1.0","id":"1","source":"/s","type":"t","time":"2026-01-01T00:00:00Z","n":1,"b":true,
             "datacontenttype":"application/json","data":{"a":[1,2.5e3,"\\u00e9\\n",null]}}""";

    private static final List<String> FRAGMENTS = List.of(
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "1e999",
            "-0",
            "\u0000",
            "\\ud800",
            "\ud83d\ude00",
            "\u00ff",
            "***",
            "PT-1S",
            "P99999999999D",
            "%",
            "\"id\":",
            "whsec_",
            "999999999999999999999999",
            "true",
            "*",
            ".*",
            "$",
            "\\u0000",
            "https://",
            "@",
            "#",
            "[::1]",
            "9999-12-31T23:59:59.999999999+18:00");

    private final TestApi api = new TestApi();
    private final Caller acme = api.tenant("acme");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noMutatedInputIsAFailureOfOurOwn(long seed) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        acme.put("/v1/subscriptions/s", SUBSCRIPTION);
        for (int i = 0; i < ROUNDS; i++) {
            var answer = switch (random.nextInt(10)) {
                case 0 -> json("POST", "/v1/subscriptions", mutated(SUBSCRIPTION, random));
                case 1 -> json("PUT", "/v1/subscriptions/s", mutated(SUBSCRIPTION, random));
                case 2 -> json("PATCH", "/v1/subscriptions/s", mutated(SUBSCRIPTION, random));
                case 3 ->
                    json(
                            "POST",
                            "/v1/subscriptions/s/rotate-secret",
                            mutated("{\"overlap\":\"PT1H\",\"signature\":\"v1\"}", random));
                case 8 -> json("POST", "/v1/replays", mutated(REPLAY, random));
                case 4 -> json("POST", "/v1/subscriptions/s/test", mutated("{\"data\":{\"a\":1}}", random));
                case 5 ->
                    acme.with("Content-Type", "application/cloudevents+json")
                            .call("POST", "/v1/events", mutated(EVENT, random));
                case 6 ->
                    acme.with("Content-Type", "application/cloudevents-batch+json")
                            .call("POST", "/v1/events", mutated("[" + EVENT + "]", random));
                case 7 ->
                    acme.with("ce-specversion", "1.0")
                            .with("ce-id", text(mutated("1", random)))
                            .with("ce-source", text(mutated("/s", random)))
                            .with("ce-type", text(mutated("t", random)))
                            .with("content-type", text(mutated("application/json", random)))
                            .call("POST", "/v1/events", mutated("{\"a\":1}", random));
                default ->
                    acme.get(text(
                            mutated("/v1/events/evt_0?type=a&since=2026-01-01T00:00:00Z&limit=7&cursor=abc", random)));
            };
            assertThat(answer.status())
                    .as("seed %d, round %d: %s", seed, i, answer.response().text())
                    .isLessThan(500);
        }
        for (var list :
                List.of("/v1/events", "/v1/subscriptions", "/v1/event-types", "/v1/deliveries", "/v1/replays")) {
            acme.get(list).is(200);
        }
    }

    private TestApi.Answer json(String method, String path, byte[] body) {
        return acme.with("Content-Type", "application/json").call(method, path, body);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// A few changes: a fragment put in, a piece taken out or repeated, a byte changed.
    private static byte[] mutated(String text, RandomGenerator random) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length + 1);
            int end = Math.min(bytes.length, at + random.nextInt(12));
            var fragment = FRAGMENTS.get(random.nextInt(FRAGMENTS.size())).getBytes(StandardCharsets.UTF_8);
            bytes = switch (random.nextInt(4)) {
                case 0 -> joined(Arrays.copyOf(bytes, at), fragment, Arrays.copyOfRange(bytes, at, bytes.length));
                case 1 -> joined(Arrays.copyOf(bytes, at), fragment, Arrays.copyOfRange(bytes, end, bytes.length));
                case 2 -> joined(Arrays.copyOf(bytes, end), new byte[0], Arrays.copyOfRange(bytes, at, bytes.length));
                default ->
                    joined(
                            Arrays.copyOf(bytes, at),
                            new byte[] {(byte) random.nextInt(256)},
                            Arrays.copyOfRange(bytes, Math.min(at + 1, bytes.length), bytes.length));
            };
        }
        return bytes;
    }

    private static byte[] joined(byte[] a, byte[] b, byte[] c) {
        var joined = Arrays.copyOf(a, a.length + b.length + c.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        System.arraycopy(c, 0, joined, a.length + b.length, c.length);
        return joined;
    }
}
