/// The function `deliver`.
@NullMarked
package io.penstock.function.deliver;

import org.jspecify.annotations.NullMarked;
