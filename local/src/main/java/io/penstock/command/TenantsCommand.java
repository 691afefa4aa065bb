package io.penstock.command;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock tenants`: for the operator.
@Command(
        name = "tenants",
        description = "Lists, makes and deletes tenants. Needs the operator's key.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {
            TenantsCommand.ListAll.class,
            TenantsCommand.Get.class,
            TenantsCommand.Create.class,
            TenantsCommand.Delete.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock tenants create acme --name 'Acme Ltd.'",
            "  penstock tenants create acme --allow-destination 'arn:aws:sqs:*:123456789012:orders-*'",
            "  penstock tenants list"
        })
final class TenantsCommand {
    @Command(name = "list", description = "Lists tenants.", sortOptions = false)
    static final class ListAll extends OperatorCommand {
        @Mixin
        private Pages pages = new Pages();

        @Override
        int run(ApiClient api) {
            var found = pages.get(api, "/v1/tenants", Map.of());
            var table = new Table("TENANT", "NAME", "CREATED");
            for (var tenant : found.items()) {
                table.add(tenant.word("id"), tenant.word("name"), ago(tenant, "createdAt"));
            }
            print(found, table, "No tenants yet. Make one: penstock tenants create ID");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "get",
            description = "Shows a tenant: what it may send to, and the external id for its roles.",
            sortOptions = false)
    static final class Get extends OperatorCommand {
        @Parameters(paramLabel = "ID", description = "What it is called in the API.")
        private String id = "";

        @Override
        int run(ApiClient api) {
            var answer = api.get(ApiClient.path("tenants", id));
            if (!printedAsJson(answer)) {
                var tenant = answer.json();
                printFields(
                        "Tenant", tenant.word("id"),
                        "Name", tenant.word("name"),
                        "Destinations",
                                tenant.items("destinations").stream()
                                        .map(Json::word)
                                        .collect(Collectors.joining(", ")),
                        "External id", tenant.word("externalId"),
                        "Created", ago(tenant, "createdAt"));
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "create", description = "Makes a tenant, or changes it.", sortOptions = false)
    static final class Create extends OperatorCommand {
        @Parameters(paramLabel = "ID", description = "What it is called in the API.")
        private String id = "";

        @Option(names = "--name", paramLabel = "NAME", description = "A name for people (default: the id).")
        private @Nullable String name;

        @Option(
                names = "--allow-destination",
                paramLabel = "ARN",
                split = ",",
                description =
                        "What it may send to with the server's rights on AWS; '*' for any characters. Takes the place"
                                + " of what it might before; '' for nothing. May be repeated, or a list with commas.")
        private @Nullable List<String> destinations;

        @Override
        int run(ApiClient api) {
            var body = new LinkedHashMap<String, Json>();
            body.put("name", Json.text(Optional.ofNullable(name).orElse(id)));
            if (destinations != null) {
                body.put(
                        "destinations",
                        Json.texts(destinations.stream()
                                .filter(pattern -> !pattern.isEmpty())
                                .toList()));
            }
            var answer = api.send("PUT", ApiClient.path("tenants", id), Json.object(body));
            if (!printedAsJson(answer)) {
                out().printf("%s the tenant %s%n", answer.status() == 201 ? "Made" : "Changed", id);
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "delete", description = "Deletes a tenant, its keys and subscriptions.", sortOptions = false)
    static final class Delete extends OperatorCommand {
        @Parameters(paramLabel = "ID", description = "What it is called in the API.")
        private String id = "";

        @Override
        int run(ApiClient api) {
            var answer = api.send("DELETE", ApiClient.path("tenants", id));
            if (!printedAsJson(answer)) {
                out().printf("Deleted the tenant %s%n", id);
            }
            return ExitCode.OK;
        }
    }
}
