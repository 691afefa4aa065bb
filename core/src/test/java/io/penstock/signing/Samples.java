package io.penstock.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// What several tests sign.
final class Samples {
    /// The message that the libraries of the specification test with.
    static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    static final Instant SENT = Instant.ofEpochSecond(1_614_265_330L);
    static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);

    static final String SHARED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String SHARED_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    /// A key pair of Svix's own tests, in which the private key is followed by the public key.
    static final String PAIR =
            "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";

    static final String PAIR_WITHOUT_PUBLIC_KEY = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=";
    static final String PAIR_PUBLIC_KEY = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";

    /// A private key and the signature of the message above, of the specification's Go library.
    static final String GO_PAIR = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=";

    static final String GO_SIGNATURE =
            "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==";

    private Samples() {}

    /// The same numbers at every run.
    static RandomGenerator random(long seed) {
        return new Random(seed);
    }

    static byte[] bytes(RandomGenerator random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static Map<String, String> map(SignedHeaders headers) {
        return Map.of(
                SignedHeaders.ID, headers.id(),
                SignedHeaders.TIMESTAMP, headers.timestamp(),
                SignedHeaders.SIGNATURE, headers.signature());
    }

    static Function<String, Optional<String>> lookup(SignedHeaders headers) {
        return name -> Optional.ofNullable(map(headers).get(name));
    }
}
