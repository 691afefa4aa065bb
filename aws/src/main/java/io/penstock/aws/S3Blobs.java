package io.penstock.aws;

import static java.util.Objects.requireNonNull;

import io.penstock.distributed.Blobs;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// The objects of a bucket of S3. Whoever reads needs `s3:ListBucket` too: without it S3 says of what is not there
/// that it may not be read. Safe for use by many threads.
public final class S3Blobs implements Blobs {
    private final Supplier<S3Client> s3;
    private final String bucket;
    private final Retries retries;

    /// @param s3 asked for when there is something to do: few events are as large as that, and the client takes long to make
    /// @param bucket its name
    public S3Blobs(Supplier<S3Client> s3, String bucket, Retries retries) {
        this.s3 = requireNonNull(s3, "s3 is null");
        this.bucket = requireNonNull(bucket, "bucket is null");
        this.retries = requireNonNull(retries, "retries is null");
    }

    @Override
    public void put(String name, byte[] bytes) {
        retries.call(
                _ -> s3.get().putObject(request -> request.bucket(bucket).key(name), RequestBody.fromBytes(bytes)));
    }

    @Override
    public Optional<byte[]> get(String name) {
        return retries.call(_ -> {
            try {
                return Optional.of(s3.get()
                        .getObjectAsBytes(request -> request.bucket(bucket).key(name))
                        .asByteArrayUnsafe());
            } catch (NoSuchKeyException _) {
                return Optional.empty();
            }
        });
    }

    @Override
    public void delete(String name) {
        retries.call(
                _ -> s3.get().deleteObject(request -> request.bucket(bucket).key(name)));
    }
}
