/// The table and the blobs in memory: for what runs without AWS, and is gone with its process.
@NullMarked
package io.penstock.distributed.memory;

import org.jspecify.annotations.NullMarked;
