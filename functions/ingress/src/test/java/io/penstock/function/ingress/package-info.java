@NullMarked
package io.penstock.function.ingress;

import org.jspecify.annotations.NullMarked;
