/// The protocol's steps as ordered effects over a table, queues and blobs.
@NullMarked
package io.penstock.distributed;

import org.jspecify.annotations.NullMarked;
