/// When to try again.
@NullMarked
package io.penstock.retry;

import org.jspecify.annotations.NullMarked;
