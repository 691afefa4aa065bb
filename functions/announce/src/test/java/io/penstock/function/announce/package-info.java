@NullMarked
package io.penstock.function.announce;

import org.jspecify.annotations.NullMarked;
