package io.penstock.command;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A list of the API, page after page.
final class Pages {
    private static final int MAX_PAGE = 100;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many to show at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /// What was found.
    ///
    /// @param items in the server's order
    /// @param next where to go on, if there are more
    record Found(List<Json> items, Optional<Json> next) {
        Found {
            items = List.copyOf(items);
        }

        /// As one page of the API.
        Json json() {
            var members = new LinkedHashMap<String, Json>();
            members.put("items", Json.array(items));
            next.ifPresent(cursor -> members.put("next", cursor));
            return Json.object(members);
        }
    }

    /// Follows the cursors until there are as many as were asked for, or no more.
    ///
    /// @param query parameters by name; those that are empty are left out
    Found get(ApiClient api, String path, Map<String, String> query) {
        if (limit < 1) {
            var command = Objects.requireNonNull(spec, "picocli sets it").commandLine();
            throw new ParameterException(command, "--limit is at least 1: " + limit);
        }
        var items = new ArrayList<Json>();
        Optional<Json> next = Optional.empty();
        do {
            var parameters = new LinkedHashMap<String, String>();
            query.forEach((name, value) -> {
                if (!value.isEmpty()) {
                    parameters.put(name, value);
                }
            });
            parameters.put("limit", Integer.toString(Math.min(limit - items.size(), MAX_PAGE)));
            next.ifPresent(cursor -> parameters.put("cursor", cursor.word()));
            var page = api.get(path, parameters).json();
            items.addAll(page.items("items"));
            next = page.at("next");
        } while (next.isPresent() && items.size() < limit);
        return new Found(items, next);
    }
}
