@NullMarked
package io.penstock.function.route;

import org.jspecify.annotations.NullMarked;
