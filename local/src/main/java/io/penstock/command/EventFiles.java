package io.penstock.command;

import io.penstock.event.EventJson;
import io.penstock.event.HttpEvents;
import io.penstock.input.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Files of events, as requests that publish them: the events' bytes as they are in the files.
final class EventFiles {
    /// Short of what the server takes.
    private static final int MAX_BATCH_BYTES = 3 * 1_024 * 1_024;

    private final List<Request> requests = new ArrayList<>();
    private final List<byte[]> waiting = new ArrayList<>();
    private long waitingBytes;

    private EventFiles() {}

    /// The body of a request to publish.
    record Request(String contentType, byte[] body) {}

    /// Reads all files before anything is published.
    ///
    /// @throws InvalidInputException naming the file and the attribute, if one is not a CloudEvent, or not an array of
    ///     them
    static List<Request> requests(Environment environment, List<String> names) {
        var files = new EventFiles();
        for (var name : names) {
            try {
                files.add(Input.read(environment, name));
            } catch (InvalidInputException e) {
                throw e.in(name.equals("-") ? "standard input" : name);
            }
        }
        files.flush();
        return List.copyOf(files.requests);
    }

    private void add(byte[] content) {
        if (isArray(content)) {
            EventJson.readBatch(content);
            flush();
            requests.add(new Request(HttpEvents.BATCH, content));
            return;
        }
        EventJson.read(content);
        if (waiting.size() == EventJson.MAX_BATCH_EVENTS || waitingBytes + content.length > MAX_BATCH_BYTES) {
            flush();
        }
        waiting.add(content);
        waitingBytes += content.length + 1;
    }

    private void flush() {
        if (waiting.size() == 1) {
            requests.add(new Request(HttpEvents.STRUCTURED, waiting.getFirst()));
        } else if (!waiting.isEmpty()) {
            var batch = new ByteArrayOutputStream();
            for (var event : waiting) {
                batch.write(batch.size() == 0 ? '[' : ',');
                batch.writeBytes(event);
            }
            batch.write(']');
            requests.add(new Request(HttpEvents.BATCH, batch.toByteArray()));
        }
        waiting.clear();
        waitingBytes = 0;
    }

    private static boolean isArray(byte[] content) {
        for (byte b : content) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b == '[';
            }
        }
        return false;
    }
}
