/// One event for one subscription: its state, its attempts and the steps between them.
@NullMarked
package io.penstock.delivery;

import org.jspecify.annotations.NullMarked;
