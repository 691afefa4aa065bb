/// Whose events these are.
@NullMarked
package io.penstock.tenant;

import org.jspecify.annotations.NullMarked;
