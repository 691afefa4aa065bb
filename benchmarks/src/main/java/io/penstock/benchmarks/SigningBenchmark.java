package io.penstock.benchmarks;

import io.penstock.signing.Ed25519KeyPair;
import io.penstock.signing.SharedSecret;
import io.penstock.signing.SignedHeaders;
import io.penstock.signing.SigningSecret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Signing a webhook of 1 KiB.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SigningBenchmark {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final byte[] body = new byte[1_024];
    private final List<SigningSecret> shared = List.of(SharedSecret.generate(new SecureRandom()));
    private final List<SigningSecret> pair = List.of(Ed25519KeyPair.generate(new SecureRandom()));

    /// HMAC-SHA256.
    @Benchmark
    public SignedHeaders v1() {
        return SignedHeaders.of("0123456789ABCDEFGHJKMNPQRS", NOW, body, shared);
    }

    /// Ed25519.
    @Benchmark
    public SignedHeaders v1a() {
        return SignedHeaders.of("0123456789ABCDEFGHJKMNPQRS", NOW, body, pair);
    }
}
