/// The function `sweep`.
@NullMarked
package io.penstock.function.sweep;

import org.jspecify.annotations.NullMarked;
