/// Penstock as it is deployed, driven from outside.
@NullMarked
package io.penstock.e2e;

import org.jspecify.annotations.NullMarked;
