/// Input that is refused, told to whoever sent it.
@NullMarked
package io.penstock.input;

import org.jspecify.annotations.NullMarked;
