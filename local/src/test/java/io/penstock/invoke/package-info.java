@NullMarked
package io.penstock.invoke;

import org.jspecify.annotations.NullMarked;
