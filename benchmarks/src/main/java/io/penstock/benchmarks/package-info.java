/// What single parts cost. `penstock bench` measures the whole.
@NullMarked
package io.penstock.benchmarks;

import org.jspecify.annotations.NullMarked;
