/// The function `replay`.
@NullMarked
package io.penstock.function.replay;

import org.jspecify.annotations.NullMarked;
