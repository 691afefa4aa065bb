package io.penstock.aws;

import io.penstock.distributed.Blobs;
import io.penstock.distributed.BlobsContract;

class S3BlobsIT extends BlobsContract {
    @Override
    protected Blobs open() {
        var s3 = OnLocalStack.clients().s3();
        var bucket = OnLocalStack.name();
        s3.createBucket(request -> request.bucket(bucket));
        return new S3Blobs(() -> s3, bucket, OnLocalStack.retries());
    }
}
