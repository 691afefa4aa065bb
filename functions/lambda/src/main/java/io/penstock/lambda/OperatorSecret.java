package io.penstock.lambda;

import static java.util.Objects.requireNonNull;

import io.penstock.access.KeyText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// The hash of the operator's key, out of Secrets Manager. It is asked for when it is needed first, and again when it has
/// been known for [#KNOWN]: a key that is rotated is in force by then.
final class OperatorSecret implements Supplier<String> {
    /// How long it is known.
    static final Duration KNOWN = Duration.ofMinutes(5);

    private final Supplier<SecretsManagerClient> secrets;
    private final String arn;
    private final InstantSource clock;
    private volatile @Nullable Known known;

    /// @param arn of the secret
    OperatorSecret(Supplier<SecretsManagerClient> secrets, String arn, InstantSource clock) {
        this.secrets = requireNonNull(secrets, "secrets is null");
        this.arn = requireNonNull(arn, "arn is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    private record Known(String hash, Instant until) {}

    @Override
    public String get() {
        var now = clock.instant();
        var before = known;
        if (before != null && now.isBefore(before.until())) {
            return before.hash();
        }
        var text =
                secrets.get().getSecretValue(request -> request.secretId(arn)).secretString();
        var key = KeyText.read(text)
                .orElseThrow(() -> new IllegalStateException(
                        "the secret %s holds no key: at least %d characters".formatted(arn, KeyText.MIN_GIVEN)));
        var fresh = new Known(key.hash(), now.plus(KNOWN));
        known = fresh;
        return fresh.hash();
    }
}
