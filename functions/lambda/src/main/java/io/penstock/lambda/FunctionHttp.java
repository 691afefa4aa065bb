package io.penstock.lambda;

import com.fasterxml.jackson.core.JsonParser;
import io.penstock.api.ApiRequest;
import io.penstock.api.ApiResponse;
import io.penstock.api.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// HTTP requests as function URLs and HTTP APIs hand them to a function, and responses as they take them: the payload
/// format 2.0
/// ([Lambda's manual](https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads)).
///
/// A header that came several times is there once, its values separated by commas: who sent it is not seen.
public final class FunctionHttp {
    private FunctionHttp() {}

    /// Reads a request.
    ///
    /// @throws IllegalArgumentException if it is none
    public static ApiRequest read(InputStream in) throws IOException {
        var request = new Request();
        try (var json = Json.FACTORY.createParser(in)) {
            Json.members(json, name -> {
                switch (name) {
                    case "rawPath" -> request.path = Json.text(json);
                    case "rawQueryString" -> request.query = Json.text(json);
                    case "headers" -> readHeaders(json, request.headers);
                    case "requestContext" -> readContext(json, request);
                    case "body" -> request.body = Json.text(json);
                    case "isBase64Encoded" -> request.base64 = json.getBooleanValue();
                    default -> json.skipChildren();
                }
            });
        }
        return request.get();
    }

    /// Writes a response: text in JSON as it is, everything else in base64.
    public static void write(ApiResponse response, OutputStream out) throws IOException {
        try (var json = Json.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("statusCode", response.status());
            json.writeObjectFieldStart("headers");
            for (var header : response.headers().fields()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeStringField("body", response.text());
            json.writeBooleanField("isBase64Encoded", false);
            json.writeEndObject();
        }
    }

    private static void readHeaders(JsonParser json, List<Map.Entry<String, String>> headers) throws IOException {
        Json.members(json, name -> headers.add(Map.entry(name, Json.text(json))));
    }

    private static void readContext(JsonParser json, Request request) throws IOException {
        Json.members(json, name -> {
            if (name.equals("http")) {
                Json.members(json, inner -> {
                    if (inner.equals("method")) {
                        request.method = Json.text(json);
                    } else {
                        json.skipChildren();
                    }
                });
            } else {
                json.skipChildren();
            }
        });
    }

    private static final class Request {
        private final List<Map.Entry<String, String>> headers = new ArrayList<>();
        private String method = "";
        private String path = "";
        private String query = "";
        private String body = "";
        private boolean base64;

        ApiRequest get() {
            if (method.isEmpty() || path.isEmpty()) {
                throw new IllegalArgumentException("this is no request in the payload format 2.0");
            }
            var bytes = base64 ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8);
            return new ApiRequest(method, path, query, new Headers(headers), bytes);
        }
    }
}
