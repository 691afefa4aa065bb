@NullMarked
package io.penstock.command.terminal;

import org.jspecify.annotations.NullMarked;
