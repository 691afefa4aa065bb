/// Measures how many events a server takes and delivers, how fast, and at what cost.
@NullMarked
package io.penstock.bench;

import org.jspecify.annotations.NullMarked;
