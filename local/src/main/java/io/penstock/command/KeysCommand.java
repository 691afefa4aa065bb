package io.penstock.command;

import io.penstock.command.client.ApiClient;
import io.penstock.command.client.Json;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock keys`: for the operator.
@Command(
        name = "keys",
        description = "Lists, makes and revokes a tenant's keys. Needs the operator's key.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {KeysCommand.ListAll.class, KeysCommand.Create.class, KeysCommand.Revoke.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock keys create --tenant acme --name orders-service",
            "  penstock keys revoke --tenant acme key_4d1p…"
        })
final class KeysCommand {
    @Command(name = "list", description = "Lists a tenant's keys, without what is secret.", sortOptions = false)
    static final class ListAll extends OperatorCommand {
        @Override
        int run(ApiClient api) {
            var answer = api.get(ApiClient.path("tenants", connection().requiredTenant(), "keys"));
            var found = new Pages.Found(answer.json().items("items"), Optional.empty());
            var table = new Table("KEY", "NAME", "CREATED", "EXPIRES");
            for (var key : found.items()) {
                table.add(key.word("id"), key.word("name"), ago(key, "createdAt"), ago(key, "expiresAt"));
            }
            print(found, table, "No keys yet. Make one: penstock keys create --tenant ID --name NAME");
            return ExitCode.OK;
        }
    }

    @Command(name = "create", description = "Makes a key, and shows it this once.", sortOptions = false)
    static final class Create extends OperatorCommand {
        @Option(names = "--name", required = true, paramLabel = "NAME", description = "Whom it is for.")
        private String name = "";

        @Option(names = "--expires", paramLabel = "TIME", description = "When it ends: 2027-01-01T00:00:00Z, say.")
        private @Nullable String expires;

        @Override
        int run(ApiClient api) {
            var body = new LinkedHashMap<String, Json>();
            body.put("name", Json.text(name));
            if (expires != null) {
                body.put("expiresAt", Json.text(expires));
            }
            var answer = api.send(
                    "POST", ApiClient.path("tenants", connection().requiredTenant(), "keys"), Json.object(body));
            if (!printedAsJson(answer)) {
                var made = answer.json();
                out().printf("Made the key %s; this is shown once:%n%n", made.word("id"));
                out().printf("export PENSTOCK_KEY=%s%n", made.word("key"));
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "revoke", description = "Ends a key, within a second.", sortOptions = false)
    static final class Revoke extends OperatorCommand {
        @Parameters(paramLabel = "KEY", description = "Its id, as 'keys list' shows it.")
        private String id = "";

        @Override
        int run(ApiClient api) {
            var answer =
                    api.send("DELETE", ApiClient.path("tenants", connection().requiredTenant(), "keys", id));
            if (!printedAsJson(answer)) {
                out().printf("Revoked the key %s%n", id);
            }
            return ExitCode.OK;
        }
    }
}
