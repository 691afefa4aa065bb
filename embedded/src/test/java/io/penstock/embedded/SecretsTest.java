package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.signing.SharedSecret;
import io.penstock.signing.SigningKeys;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionSpec;
import io.penstock.subscription.TestSubscriptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretsTest {
    private static final SharedSecret SIGNING_SECRET = SharedSecret.generate(new Random(1));
    private static final String HEADER = "Bearer 0123456789-the-receivers-token";
    private static final String URL = "https://receiver.example/hooks/a-secret-path";
    private static final byte[] KEY = new byte[EmbeddedOptions.SECRET_KEY_BYTES];

    @TempDir
    Path directory;

    private static Subscription subscription() {
        var some = TestSubscriptions.of(Samples.TENANT, "orders");
        var webhook =
                new Destination.Webhook(URI.create(URL), Map.of("authorization", HEADER), Destination.Mode.BINARY);
        return some.with(new SubscriptionSpec(some.types(), some.filter(), webhook, some.policy()), some.updatedAt())
                .with(SigningKeys.of(SIGNING_SECRET), some.updatedAt());
    }

    @Test
    void noSecretIsInTheDatabase() throws IOException {
        try (var gateway = new EngineFixture(directory)) {
            var put = gateway.engine().subscriptions().put(subscription(), 0);
            gateway.reopen();
            assertThat(gateway.engine().subscriptions().find(put.uid())).hasValue(put);
            assertHasNoSecret("penstock.db");
            assertHasNoSecret("penstock.db-wal");
        }
    }

    /// A secret that was rotated out must not stay, not even encrypted.
    @Test
    void onlyWhatWasWantedIsKeptOfWhatASubscriptionWas() throws SQLException {
        try (var gateway = new EngineFixture(directory)) {
            var subscriptions = gateway.engine().subscriptions();
            var made = subscriptions.put(subscription(), 0);
            var rotated = subscriptions.put(
                    made.with(SigningKeys.of(SharedSecret.generate(new Random(2))), Samples.START), made.version());
            var paused =
                    subscriptions.put(rotated.with(Status.paused(Samples.START), Samples.START), rotated.version());
            assertThat(kept()).isEmpty();

            subscriptions.put(Samples.wanting(paused, "order.*"), paused.version());

            assertThat(kept()).containsExactly("{\"form\":1,\"types\":[\"*\"]}");
            assertThat(subscriptions.asOf(Samples.TENANT, "orders", paused.version()))
                    .hasValue(made.selection());
        }
    }

    private List<String> kept() throws SQLException {
        var kept = new ArrayList<String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("penstock.db"))) {
            new Statements(connection).each(row -> kept.add(row.getString(1)), "SELECT body FROM selections");
        }
        return kept;
    }

    private void assertHasNoSecret(String file) throws IOException {
        var bytes = new String(Files.readAllBytes(directory.resolve(file)), StandardCharsets.ISO_8859_1);
        assertThat(bytes)
                .doesNotContain(SIGNING_SECRET.reveal())
                .doesNotContain("the-receivers-token")
                .doesNotContain("a-secret-path");
    }

    @Test
    void anotherKeyIsRefused() {
        new EngineFixture(directory, options -> options.withSecretKey(KEY)).close();
        assertThat(directory.resolve("secret.key")).doesNotExist();
        var other = KEY.clone();
        Arrays.fill(other, (byte) 1);

        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(() -> new EngineFixture(directory, options -> options.withSecretKey(other)))
                .withMessageContaining("secret key");
        new EngineFixture(directory, options -> options.withSecretKey(KEY)).close();
    }

    @Test
    void aKeyThatIsMissingIsNotMadeAnew() throws IOException {
        new EngineFixture(directory).close();
        Files.delete(directory.resolve("secret.key"));

        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(() -> new EngineFixture(directory))
                .withMessageContaining("secret.key");
        assertThat(directory.resolve("secret.key")).doesNotExist();
    }

    @Test
    void whatIsSealedOpensWhereItBelongsOnly() {
        var vault = new Vault(KEY, new Random(2));
        var text = "secret".getBytes(StandardCharsets.UTF_8);
        var sealed = vault.seal(text, new byte[] {1});

        assertThat(vault.open(sealed, new byte[] {1})).isEqualTo(text);
        assertThat(vault.seal(text, new byte[] {1})).isNotEqualTo(sealed);
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> vault.open(sealed, new byte[] {2}));
    }
}
