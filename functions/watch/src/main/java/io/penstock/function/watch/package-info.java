/// What Penstock says about itself becomes events of its own tenant.
@NullMarked
package io.penstock.function.watch;

import org.jspecify.annotations.NullMarked;
