/// Penstock as one process: the HTTP server, the workers, and how everything is put together.
@NullMarked
package io.penstock.server;

import org.jspecify.annotations.NullMarked;
