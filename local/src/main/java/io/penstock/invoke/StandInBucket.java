package io.penstock.invoke;

import com.sun.net.httpserver.HttpExchange;
import io.penstock.distributed.Blobs;
import io.penstock.distributed.memory.InMemoryBlobs;
import io.penstock.invoke.StandIn.Response;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// As much of S3 as Penstock uses: one bucket, whose name is the first part of the path. Safe for use by many threads.
final class StandInBucket {
    private final String bucket;
    private final Blobs blobs = new InMemoryBlobs();

    StandInBucket(String bucket) {
        this.bucket = bucket;
    }

    /// What is in it.
    Blobs blobs() {
        return blobs;
    }

    Response respond(HttpExchange exchange, byte[] body) {
        var path = exchange.getRequestURI().getPath();
        if (!path.startsWith("/" + bucket + "/")) {
            return Response.of(404, "<Error><Code>NoSuchBucket</Code></Error>");
        }
        var name = path.substring(bucket.length() + 2);
        return switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                var encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
                blobs.put(name, encoding != null && encoding.contains("aws-chunked") ? unchunked(body) : body);
                yield new Response(200, new byte[0]);
            }
            case "GET" ->
                blobs.get(name)
                        .map(bytes -> new Response(200, bytes))
                        .orElseGet(() -> Response.of(404, "<Error><Code>NoSuchKey</Code></Error>"));
            case "DELETE" -> {
                blobs.delete(name);
                yield new Response(204, new byte[0]);
            }
            default -> Response.of(405, "<Error><Code>MethodNotAllowed</Code></Error>");
        };
    }

    /// What is in chunks, each behind its length in hexadecimal, and perhaps a signature
    /// ([their form](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html)).
    private static byte[] unchunked(byte[] body) {
        var out = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int end = at;
            while (body[end] != '\r') {
                end++;
            }
            var head = new String(body, at, end - at, StandardCharsets.US_ASCII);
            int length = Integer.parseInt(head.split(";", 2)[0], 16);
            if (length == 0) {
                return out.toByteArray();
            }
            out.write(body, end + 2, length);
            at = end + 2 + length + 2;
        }
    }
}
