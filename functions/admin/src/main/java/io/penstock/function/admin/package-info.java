/// The function `admin`.
@NullMarked
package io.penstock.function.admin;

import org.jspecify.annotations.NullMarked;
