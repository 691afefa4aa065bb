package io.penstock.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.webhook.RequestHeader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
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
    private final double slowShare;

    /// @param size bytes of data
    /// @param slowShare how many of all events go to the slow receiver, from 0 to 1: in the same order every time
    EventBodies(int size, double slowShare) {
        int padding = size - DATA_START.length() - DATA_END.length();
        this.data = (DATA_START + "x".repeat(padding) + DATA_END).getBytes(UTF_8);
        this.slowShare = slowShare;
    }

    /// Whether the event's arrival counts.
    boolean isMeasured(int event) {
        return (long) ((event + 1) * slowShare) == (long) (event * slowShare);
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

    /// @param identity the headers that say who asks
    static List<RequestHeader> batchHeaders(List<RequestHeader> identity) {
        return with(identity, BATCH_TYPE);
    }

    /// The data of an event, which is all of its body if its attributes are in headers.
    byte[] single() {
        return data;
    }

    /// @param identity the headers that say who asks
    List<RequestHeader> singleHeaders(List<RequestHeader> identity, String phase, int event) {
        return with(
                identity,
                new RequestHeader("ce-specversion", "1.0"),
                new RequestHeader("ce-id", id(phase, event)),
                new RequestHeader("ce-source", SOURCE),
                new RequestHeader("ce-type", type(event)),
                new RequestHeader("content-type", "application/json"));
    }

    static List<RequestHeader> with(List<RequestHeader> identity, RequestHeader... more) {
        var headers = new ArrayList<>(identity);
        headers.addAll(List.of(more));
        return headers;
    }

    /// What the receiver knows an event by.
    static String id(String phase, int event) {
        return phase + '-' + event;
    }
}
