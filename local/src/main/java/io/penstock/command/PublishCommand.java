package io.penstock.command;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import io.penstock.event.BinaryEvent;
import io.penstock.event.Event;
import io.penstock.event.EventData;
import io.penstock.event.ExtensionValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock publish`.
@Command(
        name = "publish",
        description = {
            "Publishes events, and prints their keys once they are stored.",
            "They come from files, each a CloudEvent in JSON or an array of them; or one is made here, from --type and"
                    + " --data."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock publish events/samples/*.json",
            "  penstock publish --type order.created --data '{\"amount\": 1200}'",
            "  produce-events | penstock publish -"
        })
final class PublishCommand extends ClientCommand {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Files to publish, in batches if there are many; - is standard input.")
    private List<String> files = List.of();

    @Option(names = "--type", paramLabel = "TYPE", description = "Makes an event of this type.")
    private @Nullable String type;

    @Option(
            names = "--source",
            paramLabel = "URI",
            defaultValue = "/penstock/publish",
            description = "Its source (default: ${DEFAULT-VALUE}).")
    private String source = "";

    @Option(names = "--id", paramLabel = "ID", description = "Its id; the same id is accepted once (default: random).")
    private @Nullable String id;

    @Option(names = "--subject", paramLabel = "SUBJECT", description = "Its subject.")
    private @Nullable String subject;

    @Option(names = "--data", paramLabel = "TEXT", description = "Its data.")
    private @Nullable String data;

    @Option(names = "--data-file", paramLabel = "FILE", description = "Its data, in a file; - is standard input.")
    private @Nullable String dataFile;

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            defaultValue = "application/json",
            description = "What its data is (default: ${DEFAULT-VALUE}).")
    private String contentType = "";

    @Option(names = "--extension", paramLabel = "NAME=VALUE", description = "An extension attribute. May be repeated.")
    private Map<String, String> extensions = Map.of();

    @Override
    int run(ApiClient api) {
        if ((type == null) == files.isEmpty()) {
            throw connection().wrong("Name files to publish, or say what to make with --type: one of the two");
        }
        if (type == null) {
            for (var request : EventFiles.requests(connection().environment(), files)) {
                report(api.send("POST", "/v1/events", Map.of("content-type", request.contentType()), request.body()));
            }
        } else {
            var message = BinaryEvent.of(made(type));
            var headers = new LinkedHashMap<>(message.headers());
            if (message.contentType() != null) {
                headers.put("content-type", message.contentType());
            }
            report(api.send("POST", "/v1/events", headers, message.body()));
        }
        return ExitCode.OK;
    }

    private Event made(String type) {
        var attributes = new LinkedHashMap<String, ExtensionValue>();
        extensions.forEach((name, value) -> attributes.put(name, new ExtensionValue.Text(value)));
        var content = data().map(bytes -> EventData.of(contentType, bytes));
        return new Event(
                id == null ? UUID.randomUUID().toString() : id,
                source,
                type,
                subject,
                null,
                content.isPresent() ? contentType : null,
                null,
                attributes,
                content.orElse(null));
    }

    private Optional<byte[]> data() {
        if (data != null && dataFile != null) {
            throw connection().wrong("Give data with --data or with --data-file, not with both");
        }
        return Optional.ofNullable(data)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .or(() -> Optional.ofNullable(dataFile)
                        .map(file -> Input.read(connection().environment(), file)));
    }

    private void report(ApiClient.Answer answer) {
        if (printedAsJson(answer)) {
            return;
        }
        for (var accepted : answer.json().items("accepted")) {
            out().printf(
                            "%s  %s  %s%s%n",
                            accepted.word("event"), accepted.word("source"), accepted.word("id"), remark(accepted));
        }
    }

    private static String remark(Json accepted) {
        if (accepted.isTrue("conflict")) {
            return "  (not delivered: another event with this source and id was accepted before)";
        }
        return accepted.isTrue("duplicate") ? "  (a duplicate: accepted before)" : "";
    }
}
