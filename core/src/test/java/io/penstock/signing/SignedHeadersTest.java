package io.penstock.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedHeadersTest {
    private static final SigningSecret SHARED = SigningSecret.parse(Samples.SHARED);
    private static final SigningSecret GO_PAIR = SigningSecret.parse(Samples.GO_PAIR);

    @Test
    void aSharedSecretSignsAsTheSpecificationsLibrariesDo() {
        var headers = SignedHeaders.of(Samples.ID, Samples.SENT, Samples.BODY, List.of(SHARED));

        assertThat(headers).isEqualTo(new SignedHeaders(Samples.ID, "1614265330", Samples.SHARED_SIGNATURE));
    }

    @Test
    void aKeyPairSignsAsTheSpecificationsGoLibraryDoes() {
        var headers = SignedHeaders.of(Samples.ID, Samples.SENT, Samples.BODY, List.of(GO_PAIR));

        assertThat(headers.signature()).isEqualTo(Samples.GO_SIGNATURE);
    }

    @Test
    void everySecretSignsInTheOrderGiven() {
        var headers = SignedHeaders.of(Samples.ID, Samples.SENT, Samples.BODY, List.of(GO_PAIR, SHARED));

        assertThat(headers.signature()).isEqualTo(Samples.GO_SIGNATURE + ' ' + Samples.SHARED_SIGNATURE);
    }

    @Test
    void whatIsBelowASecondIsCutOff() {
        var headers = SignedHeaders.of(Samples.ID, Samples.SENT.plusMillis(999), Samples.BODY, List.of(SHARED));

        assertThat(headers.timestamp()).isEqualTo("1614265330");
        assertThat(headers.signature()).isEqualTo(Samples.SHARED_SIGNATURE);
    }

    @Test
    void oneSecretSignsOnManyThreadsAtOnce() throws Exception {
        var signatures = Collections.nCopies(500, (Callable<String>)
                () -> SignedHeaders.of(Samples.ID, Samples.SENT, Samples.BODY, List.of(SHARED, GO_PAIR))
                        .signature());
        var made = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var signature : threads.invokeAll(signatures)) {
                made.add(signature.get());
            }
        }

        assertThat(made).hasSize(500).containsOnly(Samples.SHARED_SIGNATURE + ' ' + Samples.GO_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "msg.1", "msg 1", "msg\n1", "msg\u00e9", "msg\u007f"})
    void anIdThatIsAmbiguousOrNoHeaderValueIsRefused(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignedHeaders.of(id, Samples.SENT, Samples.BODY, List.of(SHARED)))
                .withMessageContaining("1 to 256 visible ASCII characters");
    }

    @ParameterizedTest
    @CsvSource({"256,true", "257,false"})
    void anIdIsSignedUpToItsLimit(int length, boolean signed) {
        var id = "m".repeat(length);
        if (signed) {
            assertThat(SignedHeaders.of(id, Samples.SENT, Samples.BODY, List.of(SHARED))
                            .id())
                    .isEqualTo(id);
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SignedHeaders.of(id, Samples.SENT, Samples.BODY, List.of(SHARED)))
                    .withMessageContaining("256");
        }
    }

    @Test
    void aTimestampBeforeNineteenSeventyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SignedHeaders.of(Samples.ID, Instant.EPOCH.minusNanos(1), Samples.BODY, List.of(SHARED)))
                .withMessageContaining("1970");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SigningKeys.MAX_SECRETS + 1})
    void aNumberOfSecretsOutOfTheLimitIsRefused(int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SignedHeaders.of(Samples.ID, Samples.SENT, Samples.BODY, Collections.nCopies(count, SHARED)))
                .withMessageContaining("1 to 5");
    }
}
