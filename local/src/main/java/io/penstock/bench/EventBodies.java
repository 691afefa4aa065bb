package io.penstock.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.webhook.RequestHeader;
import java.io.ByteArrayOutputStream;
import java.util.List;

/// The events that are published: all alike but for their ids and types.
final class EventBodies {
    /// The type of the events that are measured.
    static final String TYPE = "bench.event";

    /// The type of those that go to the slow receiver.
    static final String SLOW_TYPE = "bench.slow";

    /// Fewest bytes of data.
    static final int MIN_SIZE = 64;

    private static final String DATA_START = "{\"region\":\"eu-north\",\"amount\":120,\"text\":\"";
    private static final String DATA_END = "\"}";
    private static final String SOURCE = "penstock/bench";
    private static final RequestHeader BATCH_TYPE =
            new RequestHeader("content-type", "application/cloudevents-batch+json");

    private final byte[] data;
    private final boolean slow;

    /// @param size bytes of data
    /// @param slow whether every other event goes to the slow receiver
    EventBodies(int size, boolean slow) {
        int padding = size - DATA_START.length() - DATA_END.length();
        this.data = (DATA_START + "x".repeat(padding) + DATA_END).getBytes(UTF_8);
        this.slow = slow;
    }

    /// Whether the event's arrival counts.
    boolean isMeasured(int event) {
        return !slow || event % 2 == 0;
    }

    private String type(int event) {
        return isMeasured(event) ? TYPE : SLOW_TYPE;
    }

    /// The events `from` (inclusive) to `to` (exclusive) as one body.
    byte[] batch(String phase, int from, int to) {
        var out = new ByteArrayOutputStream((to - from) * (data.length + 200));
        for (int event = from; event < to; event++) {
            out.write(event == from ? '[' : ',');
            out.writeBytes("""
                {"specversion":"1.0","id":"%s","source":"%s","type":"%s","datacontenttype":"application/json","data":\
                """.formatted(id(phase, event), SOURCE, type(event)).getBytes(UTF_8));
            out.writeBytes(data);
            out.write('}');
        }
        out.write(']');
        return out.toByteArray();
    }

    List<RequestHeader> batchHeaders(RequestHeader authorization) {
        return List.of(authorization, BATCH_TYPE);
    }

    /// The data of an event, which is all of its body if its attributes are in headers.
    byte[] single() {
        return data;
    }

    List<RequestHeader> singleHeaders(RequestHeader authorization, String phase, int event) {
        return List.of(
                authorization,
                new RequestHeader("ce-specversion", "1.0"),
                new RequestHeader("ce-id", id(phase, event)),
                new RequestHeader("ce-source", SOURCE),
                new RequestHeader("ce-type", type(event)),
                new RequestHeader("content-type", "application/json"));
    }

    /// What the receiver knows an event by.
    static String id(String phase, int event) {
        return phase + '-' + event;
    }
}
