@NullMarked
package io.penstock.command;

import org.jspecify.annotations.NullMarked;
