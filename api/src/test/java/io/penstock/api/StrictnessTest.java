package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.TestApi.Caller;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictnessTest {
    private static final String VALID = """
            {"types":["a"],"destination":{"type":"webhook","url":"https://a.example"}}""";

    private final TestApi api = new TestApi();
    private final Caller acme = api.tenant("acme");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "types; {'destination':{'type':'webhook','url':'https://a.example'}}",
                "types; {'types':[],'destination':{'type':'webhook','url':'https://a.example'}}",
                "types; {'types':'a','destination':{'type':'webhook','url':'https://a.example'}}",
                "types[1]; {'types':['a','*b'],'destination':{'type':'webhook','url':'https://a.example'}}",
                "types[0]; {'types':[7],'destination':{'type':'webhook','url':'https://a.example'}}",
                "filter; {'types':['a'],'filter':[],'destination':{'type':'webhook','url':'https://a.example'}}",
                "filter.data.amount; {'types':['a'],'filter':{'data':{'amount':[{'nmeric':['>',1]}]}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "id; {'id':'a b','types':['a'],'destination':{'type':'webhook','url':'https://a.example'}}",
                "destination; {'types':['a']}",
                "destination; {'types':['a'],'destination':null}",
                "destination.type; {'types':['a'],'destination':{'url':'https://a.example'}}",
                "destination.type; {'types':['a'],'destination':{'type':'kafka','url':'https://a.example'}}",
                "destination.url; {'types':['a'],'destination':{'type':'webhook'}}",
                "destination.url; {'types':['a'],'destination':{'type':'webhook','url':'https://a b.example'}}",
                "destination.mode; {'types':['a'],'destination':{'type':'webhook','url':'https://a.example','mode':'x'}}",
                "destination.headers.Host; {'types':['a'],'destination':{'type':'webhook','url':'https://a.example','headers':{'Host':'b'}}}",
                "destination.headers.X; {'types':['a'],'destination':{'type':'webhook','url':'https://a.example','headers':{'X':1}}}",
                "policy.timeout; {'types':['a'],'policy':{'timeout':'15s'},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.timeout; {'types':['a'],'policy':{'timeout':'PT61S'},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.schedule[1]; {'types':['a'],'policy':{'retry':{'schedule':['PT1S','PT0S']}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.schedule[0]; {'types':['a'],'policy':{'retry':{'schedule':[1]}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.jitter; {'types':['a'],'policy':{'retry':{'jitter':0.6}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.jitter; {'types':['a'],'policy':{'retry':{'jitter':1e999}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.jiter; {'types':['a'],'policy':{'retry':{'jiter':0.1}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.exponential; {'types':['a'],'policy':{'retry':{'schedule':['PT1S'],'exponential':{'base':'PT1S','count':3}}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.exponential.base; {'types':['a'],'policy':{'retry':{'exponential':{'count':3}}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.circuitBreaker.attempts; {'types':['a'],'policy':{'circuitBreaker':{'attempts':1e99999999999}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.exponential.count; {'types':['a'],'policy':{'retry':{'exponential':{'base':'PT1S'}}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.exponential.count; {'types':['a'],'policy':{'retry':{'exponential':{'base':'PT1S','count':2.5}}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.exponential.count; {'types':['a'],'policy':{'retry':{'exponential':{'base':'PT1S','count':1e999999999}}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.exponential.cap; {'types':['a'],'policy':{'retry':{'exponential':{'base':'PT1S','count':3,'cap':'PT0.5S'}}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.exponential.factor; {'types':['a'],'policy':{'retry':{'exponential':{'base':'PT1S','count':3,'factor':11}}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.retry.retryAfter; {'types':['a'],'policy':{'retry':{'retryAfter':'yes'}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.success; {'types':['a'],'policy':{'success':[]},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.success[1]; {'types':['a'],'policy':{'success':['2xx','abc']},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.success[0]; {'types':['a'],'policy':{'success':[200]},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.final; {'types':['a'],'policy':{'final':['204']},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.ttl; {'types':['a'],'policy':{'ttl':'PT0.5S'},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.delay; {'types':['a'],'policy':{'delay':'PT2H','ttl':'PT1H'},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.window.to; {'types':['a'],'policy':{'window':{'from':'08:00'}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.window.from; {'types':['a'],'policy':{'window':{'from':'8am','to':'18:00'}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.window.to; {'types':['a'],'policy':{'window':{'from':'08:00','to':'08:00'}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.window.zone; {'types':['a'],'policy':{'window':{'from':'08:00','to':'18:00','zone':'Berlin'}},'destination':{'type':'webhook','url':'https://a.example'}}",
                "policy.ordering; {'types':['a'],'policy':{'ordering':'strict'},'destination':{'type':'webhook','url':'https://a.example'}}",
                "signature; {'types':['a'],'signature':'v2','destination':{'type':'webhook','url':'https://a.example'}}",
                "transform; {'types':['a'],'transform':'x','destination':{'type':'webhook','url':'https://a.example'}}",
            })
    void whatIsWrongWithASubscriptionIsNamed(String field, String json) {
        acme.post("/v1/subscriptions", json.replace('\'', '"')).isProblem(400, field);
    }

    @Test
    void aPolicyThatSaysInATextHowEventsAreOrderedIsRefused() {
        var ordered = VALID.replace("{\"types\"", "{\"policy\":{\"ordering\":\"partitionkey\"},\"types\"");

        var answer = acme.post("/v1/subscriptions", ordered).isProblem(400, "policy.ordering");

        assertThat(answer.text("detail")).contains("object");
        acme.put("/v1/subscriptions/s", VALID).is(201);
        acme.put("/v1/subscriptions/s", ordered).isProblem(400, "policy.ordering");
    }

    @Test
    void aSlipOfTheHandIsSuspected() {
        var answer =
                acme.post("/v1/subscriptions", VALID.replace("types", "typse")).isProblem(400, "typse");

        assertThat(answer.text("detail")).contains("did you mean 'types'?");
    }

    @Test
    void nullIsAsGoodAsAbsent() {
        acme.post(
                        "/v1/subscriptions",
                        VALID.replace("{\"types\"", "{\"id\":null,\"filter\":null,\"policy\":null,\"types\""))
                .is(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "'';  empty",
                "{;   not JSON",
                "[];  must be a JSON object",
                "{} {}; behind",
                "{'a':NaN}; not JSON",
                "{'types':['\\ud800']}; surrogate",
            })
    void whatIsNotStrictlyJsonIsRefused(String json, String why) {
        var body = json.equals("''") ? "" : json.replace('\'', '"');

        assertThat(acme.post("/v1/subscriptions", body).is(400).text("detail")).contains(why);
    }

    @Test
    void aMemberThatIsThereTwiceIsRefused() {
        acme.post("/v1/subscriptions", "{\"policy\":{\"timeout\":\"PT1S\",\"timeout\":\"PT2S\"}}")
                .isProblem(400, "policy.timeout");
        acme.post("/v1/subscriptions", "{\"filter\":{\"data\":[{\"a\":1,\"\\u0061\":2}]}}")
                .isProblem(400, "filter.data[0].a");
    }

    @Test
    void nestingPastTheLimitIsRefused() {
        var deep = "{\"data\":" + "[".repeat(63) + "]".repeat(63) + "}";
        var deeper = "{\"data\":" + "[".repeat(64) + "]".repeat(64) + "}";
        acme.put("/v1/subscriptions/s", VALID).is(201);

        acme.post("/v1/subscriptions/s/test", deep).is(202);
        assertThat(acme.post("/v1/subscriptions/s/test", deeper).is(400).text("detail"))
                .contains("64");
    }

    @Test
    void onlyUtf8IsJson() {
        var json = acme.with("Content-Type", "application/json");

        assertThat(json.call("POST", "/v1/subscriptions", VALID.getBytes(StandardCharsets.UTF_16))
                        .is(400)
                        .text("detail"))
                .contains("UTF-8");
        acme.with("Content-Type", "application/json; charset=utf-8")
                .call("POST", "/v1/subscriptions", VALID)
                .is(201);
        acme.with("Content-Type", "application/json; charset=latin1")
                .call("POST", "/v1/subscriptions", VALID)
                .isProblem(415, "Content-Type");
        acme.with("Content-Type", "text/plain")
                .call("POST", "/v1/subscriptions", VALID)
                .isProblem(415, "Content-Type");
        acme.call("POST", "/v1/subscriptions", VALID).isProblem(415, "Content-Type");
    }

    @Test
    void aBodyPastTheLimitIsRefused() {
        var answer = acme.with("Content-Type", "application/json")
                .call("POST", "/v1/subscriptions", new byte[Api.MAX_BODY_BYTES + 1])
                .is(413);

        assertThat(answer.text("detail")).contains("1,048,576");
    }

    @Test
    void aBodyWhereNothingIsToBeSaidIsRefused() {
        acme.put("/v1/subscriptions/s", VALID).is(201);

        acme.post("/v1/subscriptions/s/pause", "{}").is(200);
        acme.post("/v1/subscriptions/s/pause", "{\"reason\":\"x\"}").isProblem(400, "reason");
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,limit",
        "limit=101,limit",
        "limit=-1,limit",
        "limit=ten,limit",
        "limit=1&limit=1,limit",
        "limit=,limit",
        "limits=1,limits",
        "state=lost,state",
        "since=yesterday,since",
        "since=2026-01-01T00:00:00+01:00,since",
        "since=+1000000-01-01T00:00:00Z,since",
        "type=%zz,type",
        "type=%ff,type",
        "cursor=x,cursor",
        "a&b,a",
    })
    void whatIsWrongWithAQueryIsNamed(String query, String field) {
        acme.get("/v1/events?" + query).isProblem(400, field);
    }

    @Test
    void aQueryWhereNoneIsKnownIsRefused() {
        acme.get("/v1/subscriptions/s?expand=all").isProblem(400, "expand");
    }

    @ParameterizedTest
    @ValueSource(ints = {StrictJson.MAX_NUMBER + 1, 1_001, 100_000})
    void aNumberThatIsTooLongIsCalledThat(int digits) {
        acme.put("/v1/subscriptions/s", VALID).is(201);

        var problem = acme.post("/v1/subscriptions/s/test", "{\"data\":{\"n\":" + "1".repeat(digits) + "}}")
                .isProblem(400, "data.n");

        assertThat(problem.text("detail")).contains("100 characters", Integer.toString(digits));
    }

    @Test
    void anUnknownPathAndAnUnknownMethodAreSaidToBe() {
        assertThat(acme.get("/v1/evnts").is(404).text("type")).isEqualTo("urn:penstock:problem:no-such-route");
        acme.get("/v1/events/").is(404);
        acme.get("//v1/events").is(404);
        acme.get("/v1/events/a/b").is(404);
        acme.get("").is(404);
        assertThat(acme.call("PATCH", "/v1/events", "").is(405).header("allow")).isEqualTo("GET, HEAD, POST");
        acme.get("/v1/subscriptions/%zz").isProblem(400, "path");
    }

    @Test
    void headIsAnsweredAsGetSoThatTheLengthOfItsBodyIsKnown() {
        assertThat(acme.call("HEAD", "/v1/events", "").is(200).response().text())
                .isEqualTo(acme.get("/v1/events").response().text())
                .isNotEmpty();
        acme.call("HEAD", "/v1/subscriptions/nobody", "").is(404);
    }
}
