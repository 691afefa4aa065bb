/// The ports of `distributed` on AWS: its table on DynamoDB, its queues on SQS, its blobs on S3, its vault on KMS.
@NullMarked
package io.penstock.aws;

import org.jspecify.annotations.NullMarked;
