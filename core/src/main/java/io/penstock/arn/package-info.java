/// Names of AWS resources, and patterns of them.
@NullMarked
package io.penstock.arn;

import org.jspecify.annotations.NullMarked;
