@NullMarked
package io.penstock.destination;

import org.jspecify.annotations.NullMarked;
