package io.penstock.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Writes log entries, each as one line of JSON.
final class JsonLog {
    /// Longest text of an exception, in characters: Lambda cuts lines at 256 KB.
    private static final int MAX_TRACE = 20_000;

    private static final JsonFactory JSON = new JsonFactory();

    private final PrintStream out;
    private final InstantSource clock;
    private final Level least;

    /// @param least entries below it are left out
    JsonLog(PrintStream out, InstantSource clock, Level least) {
        this.out = out;
        this.clock = clock;
        this.least = least;
    }

    boolean writes(Level level) {
        return level.toInt() >= least.toInt();
    }

    /// Writes an entry.
    ///
    /// @param about what it is about: ids by their names
    void write(Level level, String logger, String message, Map<String, String> about, @Nullable Throwable thrown) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("timestamp", clock.instant().toString());
            json.writeStringField("level", level.name());
            json.writeStringField("logger", logger.substring(logger.lastIndexOf('.') + 1));
            json.writeStringField("message", message);
            for (var entry : about.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            if (thrown != null) {
                write(json, thrown);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // In one piece, so that threads do not mix theirs.
        out.print(text.append('\n'));
        out.flush();
    }

    private static void write(JsonGenerator json, Throwable thrown) throws IOException {
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        var whole = trace.toString();
        json.writeStringField("exception", thrown.getClass().getName());
        json.writeStringField("trace", whole.length() <= MAX_TRACE ? whole : whole.substring(0, MAX_TRACE));
    }
}
