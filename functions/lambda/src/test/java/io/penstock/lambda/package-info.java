@NullMarked
package io.penstock.lambda;

import org.jspecify.annotations.NullMarked;
