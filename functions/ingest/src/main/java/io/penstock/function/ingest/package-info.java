/// The function `ingest`.
@NullMarked
package io.penstock.function.ingest;

import org.jspecify.annotations.NullMarked;
