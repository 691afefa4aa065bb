package io.penstock.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import io.penstock.api.Headers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionHttpTest {
    private static ApiRequest read(String json) throws IOException {
        return FunctionHttp.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aRequestIsRead() throws Exception {
        var request = read("""
                {"version": "2.0", "routeKey": "$default", "rawPath": "/v1/events", "rawQueryString": "limit=2",
                 "cookies": ["a=b"], "headers": {"content-type": "text/plain", "x": "1,2"},
                 "requestContext": {"accountId": "1", "http": {"method": "POST", "path": "/v1/events"}, "authentication": null},
                 "body": "grün", "isBase64Encoded": false, "stageVariables": null}
                """);

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/v1/events");
        assertThat(request.query()).isEqualTo("limit=2");
        assertThat(request.headers().first("Content-Type")).contains("text/plain");
        assertThat(request.headers().first("X")).contains("1,2");
        assertThat(request.body()).isEqualTo("grün".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aBodyInBase64IsTheBytesThatItStandsFor() throws Exception {
        var request = read("""
                {"rawPath": "/", "requestContext": {"http": {"method": "POST"}}, "isBase64Encoded": true, "body": "AAH/"}
                """);

        assertThat(request.body()).isEqualTo(new byte[] {0, 1, -1});
    }

    @Test
    void aRequestNeedsNoBody() throws Exception {
        var request = read("""
                {"rawPath": "/health", "requestContext": {"http": {"method": "GET"}}}
                """);

        assertThat(request.body()).isEmpty();
        assertThat(request.query()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"rawPath\": \"/\"}",
                "{\"rawPath\": 1}",
                "{\"requestContext\": {\"http\": {\"method\": \"GET\"}}}",
                "{\"rawPath\": \"/\", \"requestContext\": \"none\"}"
            })
    void whatIsNoRequestIsRefused(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(json));
    }

    @Test
    void aResponseIsWritten() throws Exception {
        var out = new ByteArrayOutputStream();

        FunctionHttp.write(
                new ApiResponse(
                        202,
                        new Headers(List.of(Map.entry("content-type", "application/json"))),
                        "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8)),
                out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"statusCode\":202,\"headers\":{\"content-type\":\"application/json\"},"
                        + "\"body\":\"{\\\"a\\\":\\\"ü\\\"}\",\"isBase64Encoded\":false}");
    }
}
