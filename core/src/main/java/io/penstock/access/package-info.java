/// Keys, and what the one who holds a key may reach.
@NullMarked
package io.penstock.access;

import org.jspecify.annotations.NullMarked;
