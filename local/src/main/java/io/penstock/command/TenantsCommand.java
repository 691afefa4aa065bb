package io.penstock.command;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import java.util.Map;
import java.util.Optional;
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
        subcommands = {TenantsCommand.ListAll.class, TenantsCommand.Create.class, TenantsCommand.Delete.class},
        footerHeading = "%nExamples:%n",
        footer = {"  penstock tenants create acme --name 'Acme Ltd.'", "  penstock tenants list"})
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

    @Command(name = "create", description = "Makes a tenant, or names it anew.", sortOptions = false)
    static final class Create extends OperatorCommand {
        @Parameters(paramLabel = "ID", description = "What it is called in the API.")
        private String id = "";

        @Option(names = "--name", paramLabel = "NAME", description = "A name for people (default: the id).")
        private @Nullable String name;

        @Override
        int run(ApiClient api) {
            var body = Json.object(
                    Map.of("name", Json.text(Optional.ofNullable(name).orElse(id))));
            var answer = api.send("PUT", ApiClient.path("tenants", id), body);
            if (!printedAsJson(answer)) {
                out().printf("%s the tenant %s%n", answer.status() == 201 ? "Made" : "Renamed", id);
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
