@NullMarked
package io.penstock.function.watch;

import org.jspecify.annotations.NullMarked;
