package io.penstock.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/// Reports as text and as JSON.
public final class ReportFormat {
    private static final JsonFactory JSON = new JsonFactory();

    private ReportFormat() {}

    /// Lines for people, each but the last with its end.
    public static String text(Report report) {
        var options = report.options();
        var out = new StringBuilder();
        out.append(
                "Measured after a warm-up of %,d events, which are not counted: %,d events of %,d bytes, %s, over %d connections%n"
                        .formatted(
                                options.warmUp() + options.batch(),
                                options.events(),
                                options.size(),
                                options.batch() == 1 ? "singly" : "in batches of " + options.batch(),
                                options.connections()));
        line(out, "accepted", "%,.0f events/s".formatted(report.acceptedPerSecond()));
        line(
                out,
                "delivered",
                "%,.0f/s, from the first publish to the last arrival".formatted(report.deliveredPerSecond()));
        line(out, "floor", "%,.0f/s, the same requests with nothing between".formatted(report.floorPerSecond()));
        line(out, "ratio", "%.2f".formatted(report.ratio()));
        line(out, "latency", latency(report.latency()));
        report.latencyBefore().ifPresent(before -> line(out, "before slowness", latency(before)));
        report.disk().ifPresent(disk -> line(out, "disk", latency(disk) + ", to append 8 KiB and sync them"));
        report.diskMeanwhile().ifPresent(disk -> line(out, "disk meanwhile", latency(disk)));
        report.diskBefore().ifPresent(disk -> line(out, "disk before", latency(disk)));
        if (report.store().equals(Optional.of("tmpfs"))) {
            line(out, "", "The data was in memory: this shows what is left without a disk, and no more.");
        }
        report.cpuMsPerEvent().ifPresent(ms -> line(out, "processor time", "%.3f ms per delivery".formatted(ms)));
        report.peakMemoryBytes()
                .ifPresent(bytes -> line(out, "peak memory", "%,.0f MiB".formatted(bytes / 1024.0 / 1024)));
        line(out, "lost", "%,d".formatted(report.lost()));
        line(out, "duplicates", "%,d".formatted(report.duplicates()));
        if (report.putOff() > 0) {
            line(out, "put off", "%,d requests, answered 429 or 503 and repeated".formatted(report.putOff()));
        }
        report.loadAverage()
                .ifPresent(load -> line(out, "load", "%.1f, of the machine in the last minute".formatted(load)));
        return out.toString().stripTrailing();
    }

    private static String latency(Report.Latency latency) {
        return "p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, max %.1f ms"
                .formatted(latency.p50(), latency.p99(), latency.p999(), latency.max());
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append("  %-16s %s%n".formatted(name, value));
    }

    /// One object.
    public static String json(Report report) {
        var text = new StringWriter();
        try (var out = JSON.createGenerator(text)) {
            write(out, report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, Report report) throws IOException {
        var options = report.options();
        out.writeStartObject();
        out.writeNumberField("events", options.events());
        out.writeNumberField("bytes", options.size());
        out.writeNumberField("batch", options.batch());
        out.writeNumberField("connections", options.connections());
        out.writeNumberField("rate", options.rate());
        out.writeNumberField("subscriptions", options.subscriptions());
        out.writeNumberField("others", options.others());
        out.writeNumberField("warmUpEvents", options.warmUp() + options.batch());
        number(out, "acceptedPerSecond", report.acceptedPerSecond());
        number(out, "deliveredPerSecond", report.deliveredPerSecond());
        number(out, "floorPerSecond", report.floorPerSecond());
        number(out, "ratio", report.ratio());
        if (report.cpuMsPerEvent().isPresent()) {
            number(out, "cpuMsPerEvent", report.cpuMsPerEvent().getAsDouble());
        } else {
            out.writeNullField("cpuMsPerEvent");
        }
        if (report.peakMemoryBytes().isPresent()) {
            out.writeNumberField("peakMemoryBytes", report.peakMemoryBytes().getAsLong());
        } else {
            out.writeNullField("peakMemoryBytes");
        }
        latency(out, "latencyMs", report.latency());
        latency(out, "latencyMsBeforeSlowness", report.latencyBefore());
        if (report.store().isPresent()) {
            out.writeStringField("store", report.store().get());
        }
        latency(out, "diskMs", report.disk());
        latency(out, "diskMsMeanwhile", report.diskMeanwhile());
        latency(out, "diskMsBeforeSlowness", report.diskBefore());
        out.writeNumberField("lost", report.lost());
        out.writeNumberField("duplicates", report.duplicates());
        out.writeNumberField("putOff", report.putOff());
        if (report.loadAverage().isPresent()) {
            number(out, "loadAverage", report.loadAverage().getAsDouble());
        }
        out.writeEndObject();
    }

    private static void latency(JsonGenerator out, String name, Optional<Report.Latency> latency) throws IOException {
        if (latency.isPresent()) {
            latency(out, name, latency.get());
        }
    }

    private static void latency(JsonGenerator out, String name, Report.Latency latency) throws IOException {
        out.writeObjectFieldStart(name);
        number(out, "p50", latency.p50());
        number(out, "p99", latency.p99());
        number(out, "p999", latency.p999());
        number(out, "max", latency.max());
        out.writeEndObject();
    }

    /// With three digits after the point: more would claim more than was measured.
    private static void number(JsonGenerator out, String name, double value) throws IOException {
        out.writeFieldName(name);
        out.writeNumber(String.format(Locale.ROOT, "%.3f", value));
    }
}
